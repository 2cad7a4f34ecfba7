// The token of a job: what it asks for, what its caller allows, what a fork is left with.
const LEVELS = { none: 0, read: 1, write: 2 };
const ALL = "*";
// The token of a repository created since 2023, when neither workflow nor job says anything.
const REPOSITORY_DEFAULT = { contents: "read", packages: "read" };

function expand(permissions) {
  if (permissions === "read-all") return { [ALL]: "read" };
  if (permissions === "write-all") return { [ALL]: "write" };
  return permissions ?? {};
}

export const level = (permissions, scope) => permissions[scope] ?? permissions[ALL] ?? "none";

/** What a job asks for; a called job that says nothing gets what its caller allows. */
export function requested(job, workflow, allowed) {
  const own = job.permissions !== undefined ? job.permissions : workflow.permissions;
  return own === undefined ? (allowed ?? REPOSITORY_DEFAULT) : expand(own);
}

/** Scopes asked for beyond the caller's: GitHub then refuses the whole run. */
export function excess(wanted, allowed) {
  return Object.entries(wanted)
    .filter(([scope, want]) => LEVELS[want] > LEVELS[level(allowed, scope)])
    .map(([scope, want]) => `${scope}: ${want} (allowed: ${level(allowed, scope)})`);
}

/** A fork's pull request: every write becomes read, and there is never an identity token. */
export function onFork(permissions) {
  return Object.fromEntries(
    Object.entries(permissions)
      .filter(([scope]) => scope !== "id-token")
      .map(([scope, value]) => [scope, value === "write" ? "read" : value]),
  );
}

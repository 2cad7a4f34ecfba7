// Whether an event starts a workflow. Path filters are refused: they need a diff to judge.
const DEFAULT_TYPES = { pull_request: ["opened", "synchronize", "reopened"] };

export function triggers(on) {
  if (typeof on === "string") return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((name) => [name, {}]));
  return Object.fromEntries(Object.entries(on ?? {}).map(([name, spec]) => [name, spec ?? {}]));
}

function matches(patterns, name) {
  return [patterns].flat().some((pattern) => {
    if (/[?+[\]!]/.test(pattern)) {
      throw new Error(`filter '${pattern}' holds ? + [ ] or !, which this runner does not model`);
    }
    const source = pattern
      .replace(/[.^${}()|\\]/g, "\\$&")
      .replace(/\*\*|\*/g, (wild) => (wild === "**" ? ".*" : "[^/]*"));
    return new RegExp(`^${source}$`).test(name);
  });
}

function passes(spec, kind, name) {
  if (spec[kind]) return matches(spec[kind], name);
  return !spec[`${kind}-ignore`] || !matches(spec[`${kind}-ignore`], name);
}

function pushStarts(spec, github) {
  const kind = github.ref_type === "tag" ? "tags" : "branches";
  const other = kind === "tags" ? "branches" : "tags";
  // A filter for branches only says that tags do not start it, and the other way round.
  const filtered = (one) => spec[one] || spec[`${one}-ignore`];
  if (!filtered(kind) && filtered(other)) return false;
  return passes(spec, kind, github.ref_name);
}

/** Why the event does not start the workflow, or null when it does. */
export function notStarted(workflow, github) {
  const event = github.event_name;
  const spec = triggers(workflow.on)[event];
  if (!spec) return `the workflow has no trigger ${event}`;
  if (spec.paths || spec["paths-ignore"]) {
    throw new Error(`on.${event}: path filters are not modelled, run the workflow without them`);
  }
  const types = spec.types ?? DEFAULT_TYPES[event];
  if (types && !types.includes(github.event.action)) {
    return `on.${event}.types does not list '${github.event.action}'`;
  }
  if (event === "push" && !pushStarts(spec, github)) {
    return `on.push filters leave out ${github.ref}`;
  }
  if (event === "pull_request" && !passes(spec, "branches", github.base_ref)) {
    return `on.pull_request filters leave out base branch ${github.base_ref}`;
  }
  return null;
}

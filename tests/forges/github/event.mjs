// The `github` context of a run: a minimal event payload, with what the test says laid over it.
const REPOSITORY = "acme/svc";
const SERVER = "https://github.example";

const payloads = {
  push: () => ({}),
  schedule: () => ({ schedule: "0 3 * * *" }),
  workflow_dispatch: () => ({}),
  merge_group: () => ({
    action: "checks_requested",
    merge_group: {
      base_ref: "refs/heads/main",
      head_ref: "refs/heads/gh-readonly-queue/main/pr-1",
    },
  }),
  pull_request: (fork) => ({
    action: "opened",
    number: 1,
    pull_request: {
      number: 1,
      title: "a change",
      state: "open",
      labels: [],
      body: "",
      user: { login: "tester" },
      base: { ref: "main", repo: { full_name: REPOSITORY } },
      head: { ref: "change", repo: { full_name: fork ? "stranger/svc" : REPOSITORY, fork } },
    },
  }),
};

export const EVENTS = Object.keys(payloads);

function overlay(base, extra) {
  if (extra === null || typeof extra !== "object" || Array.isArray(extra)) return extra;
  const result = { ...base };
  for (const [key, value] of Object.entries(extra)) result[key] = overlay(base?.[key], value);
  return result;
}

function defaultRef(name, event, branch) {
  if (name === "pull_request") return `refs/pull/${event.pull_request.number}/merge`;
  if (name === "merge_group") return event.merge_group.head_ref;
  return name === "push" ? `refs/heads/${branch}` : `refs/heads/${event.repository.default_branch}`;
}

/** `given` is the test's part of the payload; `branch` and `sha` are the repository's HEAD. */
export function githubContext({ name, given = {}, ref, fork, sha, branch, token }) {
  const repository = { full_name: REPOSITORY, default_branch: "main", private: false };
  const event = overlay({ repository, ...payloads[name](fork) }, given);
  const full = ref ?? defaultRef(name, event, branch);
  return {
    event,
    event_name: name,
    ref: full,
    ref_name: full.replace(/^refs\/(heads|tags|pull)\//, ""),
    ref_type: full.startsWith("refs/tags/") ? "tag" : "branch",
    head_ref: event.pull_request?.head.ref ?? "",
    base_ref: event.pull_request?.base.ref ?? "",
    sha,
    token,
    repository: REPOSITORY,
    repository_owner: REPOSITORY.split("/")[0],
    server_url: SERVER,
    api_url: `${SERVER}/api/v3`,
    run_id: "1",
    run_number: "1",
    run_attempt: "1",
    actor: fork ? "stranger" : "tester",
    triggering_actor: fork ? "stranger" : "tester",
  };
}

// What a job hands to the workflow it calls, and what it takes back.
import { interpolate, text } from "./expressions.mjs";
import { isOfType, wrongType } from "./plan.mjs";

const EMPTY = { boolean: false, number: 0, string: "" };

/** The inputs of the called workflow; throws when an expression gave the wrong type. */
export function calledInputs(job, spec, context, label) {
  const given = interpolate(job.with ?? {}, context);
  const pairs = Object.entries(spec.inputs ?? {}).map(([name, input]) => {
    const value = given[name] ?? interpolate(input.default, context) ?? EMPTY[input.type];
    if (!isOfType(value, input)) throw new Error(wrongType(label, name, input, value));
    return [name, input.type === "string" ? text(value) : value];
  });
  return Object.fromEntries(pairs);
}

export function passedSecrets(job, secrets, context) {
  if (job.secrets === "inherit") return secrets;
  return { GITHUB_TOKEN: secrets.GITHUB_TOKEN, ...interpolate(job.secrets ?? {}, context) };
}

export function calledOutputs(spec, context) {
  return Object.fromEntries(
    Object.entries(spec.outputs ?? {}).map(([name, output]) => [
      name, text(interpolate(output.value, context)),
    ]),
  );
}

/** A group that the caller holds is never free for what it calls: GitHub cancels the run. */
export function enterGroup(concurrency, context, held) {
  if (!concurrency) return { group: null, held };
  const value = interpolate(concurrency, context);
  const group = typeof value === "string" ? { group: value } : value;
  if (held.includes(group.group)) {
    throw new Error(
      `concurrency group ${group.group} is held by the caller: start it with a name of its own`,
    );
  }
  return { group, held: [...held, group.group] };
}

// The combinations of a job's matrix, by GitHub's rules for `include` and `exclude`.
const agree = (rule, combination) =>
  Object.entries(rule).every(([key, value]) => combination[key] === value);

function product(axes) {
  let combinations = [{}];
  for (const [key, values] of axes) {
    combinations = combinations.flatMap((old) => values.map((value) => ({ ...old, [key]: value })));
  }
  return axes.length ? combinations : [];
}

/** `[null]` without a matrix, so that a plain job is one run too. */
export function combinations(matrix) {
  if (!matrix) return [null];
  const { include = [], exclude = [], ...rest } = matrix;
  const axes = Object.entries(rest);
  const base = product(axes).filter((one) => !exclude.some((rule) => agree(rule, one)));
  const result = base.map((one) => ({ ...one }));
  for (const extra of include) {
    const shared = Object.fromEntries(Object.entries(extra).filter(([key]) => key in rest));
    // An include extends the combinations it agrees with, and is one of its own otherwise.
    const hits = axes.length ? base.flatMap((one, i) => (agree(shared, one) ? [i] : [])) : [];
    hits.forEach((i) => Object.assign(result[i], extra));
    if (!hits.length) result.push({ ...extra });
  }
  return result;
}

// Set methods of Node 22 that gitlab-ci-local calls; on Node 20 they are missing.
const has = (other) => (item) => other.has(item);
const hasNot = (other) => (item) => !other.has(item);

const methods = {
  union(other) {
    return new Set([...this, ...other.keys()]);
  },
  intersection(other) {
    return new Set([...this].filter(has(other)));
  },
  difference(other) {
    return new Set([...this].filter(hasNot(other)));
  },
  symmetricDifference(other) {
    return new Set([...this.difference(other), ...[...other.keys()].filter(hasNot(this))]);
  },
  isSubsetOf(other) {
    return [...this].every(has(other));
  },
  isSupersetOf(other) {
    return [...other.keys()].every(has(this));
  },
  isDisjointFrom(other) {
    return ![...this].some(has(other));
  },
};

for (const [name, method] of Object.entries(methods)) Set.prototype[name] ??= method;

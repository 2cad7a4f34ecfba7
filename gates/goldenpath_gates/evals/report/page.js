// Filter and order of the changed cases. Without it the page has them all, worst first.
(() => {
  "use strict";
  const list = document.getElementById("cases");
  if (!list) return;
  const cases = [...list.children];
  const [filter, order, unfold, count] = ["filter", "order", "unfold", "count"].map((id) =>
    document.getElementById(id),
  );
  const place = (one) => Number(one.dataset.place);
  const orders = {
    loss: (a, b) => place(a) - place(b),
    gain: (a, b) => place(b) - place(a),
    id: (a, b) => a.dataset.id.localeCompare(b.dataset.id),
  };

  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of cases) {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
    }
    const shown = cases.filter((one) => !one.hidden).length;
    count.textContent = `${shown} of ${cases.length}`;
  };

  filter.addEventListener("input", show);
  order.addEventListener("change", () => list.append(...cases.sort(orders[order.value])));
  unfold.addEventListener("click", () => {
    const open = cases.some((one) => !one.hidden && !one.open);
    for (const one of cases) if (!one.hidden) one.open = open;
    unfold.textContent = open ? "Close all" : "Open all";
  });
  document.querySelector(".tools").hidden = false;
  show();
})();

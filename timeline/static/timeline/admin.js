// What Django's admin leaves open. The page does without: it says how a date was read once it is saved.
(() => {
  "use strict";

  // How a date is read, while it is typed.
  const waits = new WeakMap();

  const read = async (input) => {
    const text = input.value;
    const output = input.parentElement.querySelector("output");
    const address = new URL(input.dataset.readAt, location.href);
    address.searchParams.set("text", text);
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      const { reading, problem } = await answer.json();
      if (input.value !== text) return; // typed on meanwhile; another answer is on its way
      output.textContent = reading ?? problem;
      output.classList.toggle("problem", problem !== undefined);
    } catch {
      output.textContent = ""; // no answer is better than the reading of an older text
    }
  };

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches("input[data-read-at]")) return;
    clearTimeout(waits.get(input));
    waits.set(input, setTimeout(read, 250, input));
  });

  // Select2 names its boxes after what is chosen, so that one with nothing chosen has no name, and none says what it
  // is for. They are given the label of their field, or the head of their column.
  const labelOf = (field) => {
    const cell = field.closest("td");
    return field.labels[0] ?? cell?.closest("table").tHead.rows[0].cells[cell.cellIndex];
  };

  const nameBoxes = (root) => {
    for (const select of root.querySelectorAll("select.admin-autocomplete")) {
      const label = labelOf(select);
      const box = select.parentElement.querySelector(".select2-selection");
      const chosen = box?.querySelector(".select2-selection__rendered");
      if (!label || !chosen) continue;
      label.id ||= `${select.id}_label`;
      box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
      chosen.setAttribute("aria-labelledby", label.id);
    }
  };

  addEventListener("load", () => {
    // Select2 makes its boxes when jQuery calls the page ready, which may be after this.
    const whenReady = window.django?.jQuery ?? ((act) => act());
    whenReady(() => nameBoxes(document));
    // The empty heads of columns that need none are no heads.
    for (const head of document.querySelectorAll(".inline-group th")) {
      if (!head.textContent.trim()) head.setAttribute("role", "presentation");
    }
  });
  document.addEventListener("formset:added", (event) => setTimeout(nameBoxes, 0, event.target));
  document.addEventListener("focusin", (event) => {
    const open = document.querySelector(".select2-container--open .select2-selection");
    if (open && event.target.matches(".select2-search__field")) {
      event.target.setAttribute("aria-labelledby", open.getAttribute("aria-labelledby").split(" ")[0]);
    }
  });
})();

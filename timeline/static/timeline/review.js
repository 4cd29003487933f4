// The review desk by keyboard, and what htmx leaves to be done: the article follows the candidate, what is being
// written survives a reload, words that are selected become quotations or events. Every link and form works without.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
  document.documentElement.classList.add("js");

  // In sight, scrolling the pane that it is in and never the page.
  const reveal = (element, within, smoothly) => {
    if (!element || !within || within.scrollHeight <= within.clientHeight + 1) return;
    const [box, frame] = [element.getBoundingClientRect(), within.getBoundingClientRect()];
    if (box.top >= frame.top + 40 && box.bottom <= frame.bottom - 40) return;
    const top = Math.max(0, within.scrollTop + box.top - frame.top - within.clientHeight / 3);
    within.scrollTo({ top, behavior: smoothly && !isCalm.matches ? "smooth" : "instant" });
  };

  const showCurrent = (smoothly) => {
    reveal($(".words.now"), $("#article"), smoothly);
    reveal($("#queue-current"), $(".queue"), false);
    const side = $(".side");
    if (side) side.scrollTop = 0;
  };

  // Swaps

  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "desk") return;
    if (!event.detail.xhr.responseText.includes('id="desk"')) {
      // Signed out meanwhile, or an error page. What is being written is kept; the browser shows what there is.
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    kept = { article: $("#article")?.scrollTop };
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    const article = $("#article");
    if (article) article.scrollTop = kept.article;
    showCurrent(true);
    const form = $("#edit-form");
    restore(form);
    const wrong = form?.matches("[data-refused]") && $('[aria-invalid="true"]', form);
    if (wrong) {
      wrong.focus();
      wrong.scrollIntoView({ block: "nearest" });
    }
    // htmx has given the focus to what had it before, or to the field that asks for it; if neither is there, it is here.
    if (!document.activeElement?.closest("#desk")) $("#card")?.focus({ preventScroll: true });
    const desk = $("#desk");
    $("#announce").textContent = [desk.dataset.says, `${$("#count").textContent}.`, $("#card-title")?.textContent].filter(Boolean).join(" ");
    kept = null;
  });

  // Where the answer does not come, the browser asks again by itself, as it would without this file.
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const element = event.detail.requestConfig?.elt;
      const address = element?.getAttribute("href");
      if (address) location.assign(address);
      else location.reload();
    });
  }

  // What is being written: kept in this tab, by event and version, until it is saved or given up

  const PREFIX = "sourceline:draft:";
  const fieldsOf = (form) => [...form.elements].filter((each) => each.name && !["hidden", "submit", "button"].includes(each.type) || each.matches?.("[data-kept]"));
  const written = (form) => fieldsOf(form).map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value]);

  const keep = (form) => {
    if (form?.dataset.draft) sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify(written(form)));
  };

  const forget = (form) => sessionStorage.removeItem(PREFIX + form.dataset.draft);

  const restore = (form) => {
    if (!form?.dataset.draft) return;
    const event = form.dataset.draft.split(":")[0];
    for (const key of Object.keys(sessionStorage)) {
      // Of an older version: it was saved, or refused and shown again by the page.
      if (key.startsWith(`${PREFIX}${event}:`) && key !== PREFIX + form.dataset.draft) sessionStorage.removeItem(key);
    }
    if ("refused" in form.dataset) {
      keep(form); // the page shows what was written; from now on it is kept beside the version that it met
      return;
    }
    const draft = sessionStorage.getItem(PREFIX + form.dataset.draft);
    if (!draft) return;
    const values = JSON.parse(draft);
    for (const [name] of values) if (!form.elements.namedItem(name)) addRowFor(form, name);
    let differs = false;
    for (const [name, value] of values) {
      const field = form.elements.namedItem(name);
      if (!field || typeof field.matches !== "function") continue;
      const property = field.type === "checkbox" ? "checked" : "value";
      if (field[property] !== value) {
        field[property] = value;
        differs = true;
      }
    }
    const note = $(".kept-draft", form);
    if (differs && note) {
      note.hidden = false;
      for (const field of form.querySelectorAll("[data-read-at]")) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // Rows: a further one as soon as the last is begun

  const addRow = (box) => {
    const empty = $("template", box);
    const total = $("[name$=TOTAL_FORMS]", box);
    const number = Number(total.value);
    const holder = document.createElement("div");
    holder.append(empty.content.cloneNode(true));
    for (const each of holder.querySelectorAll("*")) {
      for (const attribute of ["name", "id", "for", "aria-label", "aria-describedby"]) {
        const value = each.getAttribute(attribute);
        if (value?.includes("__prefix__")) each.setAttribute(attribute, value.replaceAll("__prefix__", number));
      }
    }
    const row = holder.firstElementChild;
    empty.before(row);
    total.value = number + 1;
    return row;
  };

  const addRowFor = (form, name) => {
    const box = [...form.querySelectorAll("[data-rows]")].find((each) => name.startsWith(`${each.dataset.rows}-`));
    for (let more = 0; box && more < 50 && !form.elements.namedItem(name); more += 1) addRow(box);
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("#edit-form");
    if (!form) return;
    const box = event.target.closest("[data-rows]");
    const rows = box ? box.querySelectorAll(".row") : [];
    if (rows.length && rows[rows.length - 1].contains(event.target) && event.target.value && event.target.type !== "checkbox") addRow(box);
    keep(form);
  });
  document.addEventListener("change", (event) => keep(event.target.closest("#edit-form")));

  document.addEventListener("click", (event) => {
    const form = $("#edit-form");
    if (form && event.target.closest("[data-leaves]")) forget(form);
    if (form && event.target.closest("[data-discards]")) {
      event.preventDefault();
      forget(form);
      form.reset();
      $(".kept-draft", form).hidden = true;
    }
  });

  // Names of actors that are known, while one is typed

  const waits = new WeakMap();
  const offer = async (input) => {
    const typed = input.value;
    const list = input.list;
    if (!list || typed.trim().length < 2) return;
    try {
      const answer = await fetch(`${input.dataset.actorsAt}?${new URLSearchParams({ q: typed })}`);
      if (!answer.ok || input.value !== typed) return;
      const { actors } = await answer.json();
      list.replaceChildren(...actors.map(({ name, says }) => {
        const option = document.createElement("option");
        option.value = name;
        option.label = says;
        return option;
      }));
    } catch {
      list.replaceChildren(); // a name can be typed without
    }
  };
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches?.("input[data-actors-at]")) return;
    clearTimeout(waits.get(input));
    waits.set(input, setTimeout(offer, 150, input));
  });

  // Words selected in the article: a quotation of what is being edited, or a new event

  let quoting = null;
  document.addEventListener("focusin", (event) => {
    quoting = event.target.closest(".row.quoted") ?? quoting;
  });

  const propose = (start, stop) => {
    const form = $("#propose");
    form.elements.start.value = start;
    form.elements.stop.value = stop;
    form.requestSubmit();
  };

  const quote = ({ start, stop, text }) => {
    const form = $("#edit-form");
    const rows = [...form.querySelectorAll(".row.quoted")];
    const row = rows.includes(quoting) ? quoting : rows[0];
    const words = $("textarea", row);
    words.value = text;
    $("[name$=-start]", row).value = start;
    $("[name$=-stop]", row).value = stop;
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  };

  document.addEventListener("sourceline:words", (event) => {
    event.preventDefault();
    if ($("#edit-form")) quote(event.detail);
    else propose(event.detail.start, event.detail.stop);
  });
  // Typing in a quotation unties it from the place that was selected.
  document.addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.matches?.(".row.quoted textarea")) return;
    for (const name of ["start", "stop"]) $(`[name$=-${name}]`, event.target.closest(".row")).value = "";
  });

  document.addEventListener("click", (event) => {
    const gap = event.target.closest?.(".words.gap");
    if (!gap || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || $("#edit-form")) return;
    event.preventDefault();
    propose(gap.dataset.startOf, gap.dataset.stopOf);
  });

  // Keys

  const openHelp = () => $("#help-sheet").showModal();
  document.addEventListener("click", (event) => {
    if (event.target.closest("#help")) {
      event.preventDefault();
      openHelp();
    } else if (event.target.closest("#help-sheet [data-closes]")) {
      event.preventDefault();
      $("#help-sheet").close();
    }
  });

  const press = (element) => {
    element?.click();
    return Boolean(element);
  };
  const KEYS = {
    a: () => press($("#accept")),
    e: () => press($("#edit")),
    m: () => press($("#merge")),
    s: () => press($("#split")),
    r: () => press($("#reject")),
    j: () => press($("#next")),
    k: () => press($("#previous")),
    n: () => press($(".from-selection")) || press($("#next-gap")),
    u: () => press($(".undo")),
    "?": openHelp,
  };

  // The letter of a key, on keyboards of other scripts the one that stands there on a Latin one.
  const letter = ({ key, code }) => {
    if (/^[a-z]$/i.test(key)) return key.toLowerCase();
    return key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key;
  };

  const isTyping = (element) => Boolean(element?.closest?.("input, textarea, select, [contenteditable]"));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || $("#help-sheet")?.open) return;
    const form = event.target.closest?.("#edit-form");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      press($("#save", form)); // a click, by which htmx knows which button it was
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      const details = event.target.closest?.("details[open]");
      if (details) {
        details.open = false;
        $("summary", details).focus();
      } else {
        press($("#leave"));
      }
      return;
    }
    if (isTyping(event.target) || event.repeat) return;
    if (event.shiftKey && letter(event) === "r") {
      const why = $("#why-rejected");
      if (!why) return;
      event.preventDefault();
      why.closest("details").open = true;
      why.focus();
      return;
    }
    if (event.shiftKey && event.key !== "?") return;
    const act = KEYS[letter(event)];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  addEventListener("DOMContentLoaded", () => {
    showCurrent(false);
    const form = $("#edit-form");
    restore(form);
    if (form?.matches("[data-refused]")) $('[aria-invalid="true"]', form)?.focus();
    if (!form && document.activeElement === document.body && !location.hash) ($("#card [autofocus]") ?? $("#card"))?.focus({ preventScroll: true });
  });
})();

// Dragging across the chart, or moving its two handles by keyboard, fills in the form's dates and submits it; with Shift,
// or from handle to +, the chart zooms to them at once. Else the chart's own links zoom, which the keys + and - follow:
// the one to the dates asked for stands at their brush. The wheel is left to the page.
//
// Everything listens on the document, so that a chart that htmx swaps in needs no waking. The chart says where days
// lie in data-scale: [day since 1970, percent], and a 1 where a fold begins; see timeline/chart/scale.py.
(() => {
  "use strict";

  const DAY_MS = 86400000;
  const CLICK_PX = 5; // a shorter drag is a click
  const SNAP_PX = 4; // how exactly a hand points
  const PAUSE_MS = 600; // after the last key, before the dates apply

  document.documentElement.classList.add("chart-live");

  let spoken; // made when it is first needed: that takes ten milliseconds
  function words(day) {
    const language = document.documentElement.lang || undefined;
    spoken ??= new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return spoken.format(dateOf(day));
  }

  const dateOf = (day) => new Date(day * DAY_MS);
  const iso = (day) => dateOf(day).toISOString().slice(0, 10);
  const dayOf = (year, month, day) => new Date(0).setUTCFullYear(year, month, day) / DAY_MS;
  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

  // The scale

  function piecesOf(plot) {
    const knots = JSON.parse(plot.dataset.scale);
    return knots.slice(1).map(([stop, xStop], number) => {
      const [start, x, folded] = knots[number];
      return { start, stop, x, xStop, folded, pace: (xStop - x) / (stop - start) };
    });
  }

  const pieceAt = (pieces, x) => pieces.find((piece) => x < piece.xStop) ?? pieces.at(-1);

  function xOf(pieces, day) {
    const piece = pieces.find((each) => day < each.stop) ?? pieces.at(-1);
    return clamp(piece.x + (day - piece.start) * piece.pace, 0, 100);
  }

  // The first and last day from one place to another: whole months or years where a hand could not point at less.
  // An end within a fold moves to where something happens.
  function daysBetween(pieces, from, to, percentPerPixel) {
    const [start, stop] = [pieceAt(pieces, from), pieceAt(pieces, Math.max(0, to - 1e-6))];
    let first = start.folded ? start.stop : Math.floor(start.start + (from - start.x) / start.pace + 1e-6);
    let last = stop.folded ? stop.start - 1 : Math.ceil(stop.start + (to - stop.x) / stop.pace - 1e-6) - 1;
    const months = (piece) => {
      if (piece.folded) return 0;
      const days = (SNAP_PX * percentPerPixel) / piece.pace;
      return days >= 365 ? 12 : days >= 28 ? 1 : 0;
    };
    if (months(start)) {
      const date = dateOf(first);
      first = dayOf(date.getUTCFullYear(), months(start) === 12 ? 0 : date.getUTCMonth(), 1);
    }
    if (months(stop)) {
      const date = dateOf(last);
      last = dayOf(date.getUTCFullYear(), months(stop) === 12 ? 12 : date.getUTCMonth() + 1, 1) - 1;
    }
    const [least, most] = [pieces[0].start, pieces.at(-1).stop - 1];
    first = clamp(first, least, most);
    return [first, clamp(last, first, most)];
  }

  // What is shown

  const handle = (plot, key) => plot.querySelector(`#chart-${key}`);
  const dayAt = (plot, key) => Number(handle(plot, key).getAttribute("aria-valuenow"));

  function show(plot, first, last) {
    const pieces = piecesOf(plot);
    const [x, xStop] = [xOf(pieces, first), xOf(pieces, last + 1)];
    const brush = plot.querySelector(".chart-brush");
    brush.setAttribute("x", `${x}%`);
    brush.setAttribute("width", `${xStop - x}%`);
    brush.classList.add("is-drawn");
    for (const [key, place, day] of [["from", x, first], ["to", xStop, last]]) {
      const slider = handle(plot, key);
      slider.setAttribute("x", `${place}%`);
      slider.setAttribute("aria-valuenow", day);
      slider.setAttribute("aria-valuetext", words(day));
    }
    plot.querySelector(".chart-reading").textContent = first === last ? words(first) : `${words(first)} – ${words(last)}`;
  }

  function hide(plot, first, last) {
    show(plot, first, last);
    plot.querySelector(".chart-brush").classList.remove("is-drawn");
    plot.querySelector(".chart-reading").textContent = "";
  }

  // A bound that the chart's own ends already set is no bound; or, where it is zoomed, the one that is asked for.
  function apply(plot, bounds, zooms = false) {
    const form = document.getElementById("filters");
    if (!form) return;
    const pieces = piecesOf(plot);
    const ends = { from: pieces[0].start, to: pieces.at(-1).stop - 1 };
    let changes = false;
    for (const [key, day] of Object.entries(bounds)) {
      const field = form.elements.namedItem(key);
      const unbound = plot.hasAttribute("data-zoomed") ? field.value : "";
      const value = day === ends[key] ? unbound : iso(day);
      changes ||= field.value !== value;
      field.value = value;
    }
    if (zooms && !form.elements.namedItem("zoom") && (form.elements.from.value || form.elements.to.value)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "zoom", value: "1" }));
      changes = true;
    }
    if (changes) form.requestSubmit();
    else hide(plot, dayAt(plot, "from"), dayAt(plot, "to"));
  }

  // Dragging

  let drag = null;

  function placeOf(plot, event) {
    const box = plot.querySelector(".chart-over").getBoundingClientRect();
    return { x: clamp(((event.clientX - box.left) / box.width) * 100, 0, 100), percentPerPixel: 100 / box.width };
  }

  function endDrag(isDone, zooms = false) {
    const { plot, key, moved, before, days, pointer } = drag;
    drag = null;
    if (plot.hasPointerCapture(pointer)) plot.releasePointerCapture(pointer);
    if (!moved) return;
    if (!isDone) hide(plot, ...before);
    else if (key) apply(plot, { [key]: days[key === "from" ? 0 : 1] }, zooms);
    else apply(plot, { from: days[0], to: days[1] }, zooms);
  }

  // The click that follows a drag would open whatever mark is under it.
  let dragged = null;

  function swallowClick(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("pointerdown", (event) => {
    const plot = event.target.closest?.(".chart-plot");
    if (!plot || event.button !== 0 || !event.isPrimary) return;
    const box = plot.querySelector(".chart-over").getBoundingClientRect();
    const slider = event.target.closest(".chart-handle");
    if (!slider && (event.clientX < box.left || event.clientX > box.right || event.clientY > box.bottom)) return;
    const before = [dayAt(plot, "from"), dayAt(plot, "to")];
    const pieces = piecesOf(plot);
    const key = slider?.id.replace("chart-", "");
    const anchor = { from: xOf(pieces, before[1] + 1), to: xOf(pieces, before[0]) }[key] ?? placeOf(plot, event).x;
    drag = { plot, pieces, key, anchor, before, days: before, from: event.clientX, pointer: event.pointerId, moved: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    if (!drag.moved) {
      if (Math.abs(event.clientX - drag.from) < CLICK_PX) return;
      drag.moved = true;
      dragged = drag.pointer;
      drag.plot.setPointerCapture(drag.pointer);
    }
    const { x, percentPerPixel } = placeOf(drag.plot, event);
    const [from, to] = x < drag.anchor ? [x, drag.anchor] : [drag.anchor, x];
    drag.days = daysBetween(drag.pieces, from, to, percentPerPixel);
    // The end that stays is the day it was, whatever a hand could point at.
    if (drag.key === "from") drag.days = [Math.min(drag.days[0], drag.before[1]), drag.before[1]];
    if (drag.key === "to") drag.days = [drag.before[0], Math.max(drag.before[0], drag.days[1])];
    show(drag.plot, ...drag.days);
  });

  document.addEventListener("pointerup", (event) => {
    if (dragged === event.pointerId) {
      dragged = null;
      document.addEventListener("click", swallowClick, { capture: true, once: true });
      setTimeout(() => document.removeEventListener("click", swallowClick, { capture: true }));
    }
    if (drag?.pointer === event.pointerId) endDrag(true, event.shiftKey);
  });

  document.addEventListener("pointercancel", (event) => {
    if (drag?.pointer === event.pointerId) endDrag(false);
  });

  // Else the browser would take a mark along as a link.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.(".chart-plot")) event.preventDefault();
  });

  // A mark does what the event's own link in the list does, if the event is there; else it loads what it leads to.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".chart-track a");
    if (!mark || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const href = mark.getAttribute("href");
    const [address] = href.split("#");
    let link = [...document.links].find((each) => each.getAttribute("href")?.split("#")[0] === address);
    if (!link) {
      link = Object.assign(document.createElement("a"), { href, hidden: true });
      link.dataset.hxGet = address;
      mark.closest(".chart").append(link);
      htmx.process(link);
    }
    link.click();
  });

  // The keyboard

  let typing = null;

  function endTyping(isDone, zooms = false) {
    if (!typing) return;
    const { plot, key, before, timer } = typing;
    typing = null;
    clearTimeout(timer);
    if (!plot.isConnected) return;
    if (isDone) apply(plot, { [key]: dayAt(plot, key) }, zooms);
    else hide(plot, ...before);
  }

  function monthsOn(day, months) {
    const date = dateOf(day);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
    return Math.min(dayOf(year, month, date.getUTCDate()), dayOf(year, month + 1, 0));
  }

  // Nothing happens on the days of a fold, so a handle steps over them.
  function stepped(pieces, from, to) {
    const fold = pieces.find((piece) => piece.folded && piece.start <= to && to < piece.stop);
    if (!fold) return to;
    return to > from ? fold.stop : fold.start - 1;
  }

  const KEYS = {
    ArrowLeft: (day) => day - 1,
    ArrowDown: (day) => day - 1,
    ArrowRight: (day) => day + 1,
    ArrowUp: (day) => day + 1,
    PageDown: (day) => monthsOn(day, -1),
    PageUp: (day) => monthsOn(day, 1),
    Home: () => -Infinity,
    End: () => Infinity,
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (drag) endDrag(false);
      endTyping(false);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { "+": "in", "=": "in", "-": "out", "\u2212": "out" }[event.key];
    if (step && !event.target.closest?.("input, select, textarea, [contenteditable]")) {
      if (typing && step === "in") endTyping(true, true);
      else document.getElementById(`zoom-${step}`)?.click();
      return;
    }
    const slider = event.target.closest?.(".chart-handle");
    if (!slider) return;
    if (event.key === "Enter") endTyping(true);
    const move = KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    const plot = slider.closest(".chart-plot");
    const key = slider.id.replace("chart-", "");
    const [first, last] = [dayAt(plot, "from"), dayAt(plot, "to")];
    if (typing?.key !== key) {
      endTyping(true);
      typing = { plot, key, before: [first, last] };
    }
    const bound = (name) => Number(slider.getAttribute(name));
    const pieces = piecesOf(plot);
    if (key === "from") show(plot, clamp(stepped(pieces, first, move(first)), bound("aria-valuemin"), last), last);
    else show(plot, first, clamp(stepped(pieces, last, move(last)), first, bound("aria-valuemax")));
    clearTimeout(typing.timer);
    typing.timer = setTimeout(endTyping, PAUSE_MS, true);
  });

  document.addEventListener("focusout", (event) => {
    if (event.target.closest?.(".chart-handle")) endTyping(true);
  });

  // What zooms to the dates asked for stands at the middle of their brush. Its parent knows where that is: what has an id
  // has its attributes copied by htmx, and the policy lets no style be copied.

  const $ = (selector) => document.querySelector(selector);

  function placeZoom() {
    const brush = $(".chart-brush.is-asked");
    if (!brush) return;
    const middle = parseFloat(brush.getAttribute("x")) + parseFloat(brush.getAttribute("width")) / 2;
    $(".chart-steps").style.setProperty("--brush-middle", middle / 100);
  }

  // What a zoomed chart shows is announced after the count. Where the step that had the focus is gone, another has it.

  let before = {};
  document.addEventListener("htmx:beforeSwap", () => {
    before = { days: $("#chart-days")?.textContent, stepped: document.activeElement?.closest(".chart-steps") };
  });
  document.addEventListener("htmx:afterSettle", () => {
    placeZoom();
    const days = $("#chart-days")?.textContent;
    if (days && days !== before.days) $("#announce").textContent += `. ${days}`;
    if (before.stepped && !document.activeElement?.closest(".chart-steps")) {
      ($(".chart-steps a:not([hidden])") ?? $("#chart-from"))?.focus({ preventScroll: true });
    }
    before = {};
  });
  placeZoom();
})();

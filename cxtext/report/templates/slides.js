(() => {
  "use strict";
  // Arrow keys, page keys and the space bar go from slide to slide.
  const slides = [...document.querySelectorAll(".slide")];
  const here = () => {
    const tops = slides.map((slide) => Math.abs(slide.getBoundingClientRect().top));
    return tops.indexOf(Math.min(...tops));
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === " " && event.shiftKey ? -1 : steps[event.key];
    const to = event.key === "Home" ? slides[0] : event.key === "End" ? slides[slides.length - 1] : step && slides[here() + step];
    if (!to) return;
    event.preventDefault();
    to.scrollIntoView();
  });
})();

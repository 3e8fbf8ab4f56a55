// Theme sections and theme map.
(() => {
  "use strict";
})();

// One button takes the browser's own time zone. Without scripts it is typed.
(() => {
  "use strict";
  const button = document.querySelector("[data-own-zone]");
  const field = document.getElementById("zone");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!button || !field || !own || own === field.value) return;
  button.hidden = false;
  button.textContent = "Mine: " + own;
  button.addEventListener("click", () => {
    field.value = own;
    field.form.requestSubmit();
  });
})();

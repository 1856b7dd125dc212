// A picture that is dropped or pasted goes into the form's own file field and is sent at once. Without scripts it is
// chosen there.
(() => {
  "use strict";
  const form = document.getElementById("picture-form");
  const field = document.getElementById("image");
  if (!form || !field || !("DataTransfer" in window)) return;
  document.getElementById("picture-ways").hidden = false;
  const take = (data) => {
    const file = [...(data ? data.files : [])].find((one) => one.type.startsWith("image/"));
    if (!file) return false;
    const held = new DataTransfer();
    held.items.add(file);
    field.files = held.files;
    document.getElementById("address").value = "";
    form.requestSubmit();
    return true;
  };
  document.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    take(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    if (take(event.clipboardData)) event.preventDefault();
  });
})();

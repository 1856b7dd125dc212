// A picture that is dropped or pasted is sent at once: by the picture page's own form, or from the ask box by one that
// is made for it. Without scripts it is chosen on the picture page.
(() => {
  "use strict";
  const own = document.getElementById("picture-form");
  if (!("DataTransfer" in window) || (!own && !document.getElementById("finder"))) return;
  const ways = document.getElementById("picture-ways");
  if (ways) ways.hidden = false;

  const field = (form, type) => {
    const known = form.querySelector(`input[name=image][type=${type}]`);
    if (known) return known;
    const made = document.createElement("input");
    made.type = type;
    made.name = "image";
    form.append(made);
    return made;
  };
  const made = () => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: "/picture", enctype: "multipart/form-data", hidden: true });
    document.body.append(form);
    return form;
  };

  const takeFile = (data) => {
    const file = [...(data ? data.files : [])].find((one) => one.type.startsWith("image/"));
    if (!file) return false;
    const form = own ?? made();
    const held = new DataTransfer();
    held.items.add(file);
    field(form, "file").files = held.files;
    if (own) field(form, "url").value = "";
    form.requestSubmit();
    return true;
  };
  // A picture that is dragged over from another page comes as its address.
  const takeAddress = (data) => {
    const address = data.getData("text/uri-list").split(/\r?\n/).find((line) => /^https?:/.test(line));
    if (!address) return false;
    const form = own ?? made();
    field(form, "url").value = address;
    form.requestSubmit();
    return true;
  };

  const carries = (event) => {
    const types = [...event.dataTransfer.types];
    return types.includes("Files") || types.includes("text/uri-list");
  };
  const mark = (is) => document.documentElement.classList.toggle("dragging", is);
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    if (!carries(event)) return;
    event.preventDefault();
    if (!takeFile(event.dataTransfer)) takeAddress(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    // Programs for texts offer a picture of the text beside it; then the text is meant.
    const isText = [...event.clipboardData.types].includes("text/plain");
    if (!isText && takeFile(event.clipboardData)) event.preventDefault();
  });
})();

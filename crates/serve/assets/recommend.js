// A list from a file goes into the field as text, unpacked where it is packed. Without scripts it is pasted.
(() => {
  "use strict";
  const file = document.querySelector("[data-list-file]");
  const field = document.getElementById("list");
  if (!file || !field) return;
  file.closest("label").hidden = false;
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    const packed = chosen.name.endsWith(".gz");
    if (packed && !("DecompressionStream" in window)) {
      field.value = "";
      field.placeholder = "This browser cannot unpack files: unpack it first";
      return;
    }
    const stream = packed ? chosen.stream().pipeThrough(new DecompressionStream("gzip")) : chosen.stream();
    try {
      field.value = await new Response(stream).text();
    } catch {
      field.value = "";
      field.placeholder = "The file could not be read";
    }
    // What the field holds is sent; the file itself is not.
    file.value = "";
  });
})();

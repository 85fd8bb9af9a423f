// Unpacks dbt's documentation from the two lineage-data files and shows it in place of this page.
"use strict";
(async () => {
  const state = document.getElementById("state");
  if (typeof DecompressionStream === "undefined") {
    state.textContent = "This browser is too old to unpack the documentation (it lacks DecompressionStream).";
    return;
  }
  try {
    const bytes = Uint8Array.from(atob(self.packedLineage), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const page = await new Response(stream).text();
    document.open();
    document.write(page);
    document.close();
  } catch (error) {
    state.textContent = `The documentation could not be unpacked: ${error.message}.`;
  }
})();

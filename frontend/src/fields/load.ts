/** Each field's script is fetched only by the pages that have such a field. */
const FIELDS: Record<string, () => Promise<unknown>> = {
  "pen-derivation": () => import("./derivation/pen-derivation"),
  "pen-graph": () => import("./graph/pen-graph"),
  "pen-independence": () => import("./independence/pen-independence"),
  "pen-ordering": () => import("./ordering/pen-ordering"),
  "pen-table": () => import("./table/pen-table"),
};

export function loadFields(page: ParentNode): void {
  for (const [name, load] of Object.entries(FIELDS)) if (page.querySelector(name)) void load();
}

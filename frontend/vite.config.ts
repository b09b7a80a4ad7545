import { defineConfig } from "vitest/config";

const entries = ["src/main-page.ts", "src/main-start.ts", "src/main-attempt.ts", "src/main-staff.ts"];

export default defineConfig({
  // Where Django serves the files; django-vite reads the manifest to find their hashed names.
  base: "/static/",
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: "es2022",
    // Pages allow no inline style and fonts from this site only, so nothing is turned into a data: address.
    assetsInlineLimit: 0,
    // Every browser that has MathML and custom elements preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: entries },
  },
  test: {
    // Temml is taken as source, whose imports have no file endings.
    server: { deps: { inline: ["temml"] } },
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
  },
});

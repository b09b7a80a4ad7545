import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const entries = ["src/main-page.ts", "src/main-start.ts", "src/main-attempt.ts", "src/main-staff.ts"];

/**
 * Commands of Temml that no problem and no echo of an answer needs. The definitions go for another reason too: a formula
 * must not be able to define what the next one means.
 */
const LEFT_OUT = /^\.\/(environments\/cd|functions\/(cancelto|def|html|includegraphics|verb|label|ref))$/;

function smallTemml(): Plugin {
  return {
    name: "small-temml",
    enforce: "pre",
    resolveId: (id, importer) =>
      importer?.includes("/temml/src/functions.js") && LEFT_OUT.test(id) ? "\0left-out" : undefined,
    load: (id) => (id === "\0left-out" ? "export {};" : undefined),
  };
}

/** Beside each file its compressed twins, which WhiteNoise serves to browsers that take them. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir }) {
      for (const name of readdirSync(join(dir!, "assets")).filter((name) => /\.(js|css)$/.test(name))) {
        const file = join(dir!, "assets", name);
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

/** MathLive asks for its fonts by their own names, in one folder. */
function fontsOfMathLive(): Plugin {
  return {
    name: "fonts-of-mathlive",
    apply: "build",
    writeBundle: ({ dir }) => cpSync("node_modules/mathlive/fonts", join(dir!, "mathlive-fonts"), { recursive: true }),
  };
}

export default defineConfig({
  plugins: [smallTemml(), compressed(), fontsOfMathLive()],
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
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    // Temml is taken as source, whose imports have no file endings.
    server: { deps: { inline: ["temml"] } },
  },
});

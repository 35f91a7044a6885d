import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.ts";

const INTERRUPTED = 130;

// Before the first dynamic import: what is loaded earlier is not cached.
enableCompileCache();

const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
const { main } = await import("./main.ts");

// A reader that goes away (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if ("code" in error && error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

process.exitCode = await main({ argv: process.argv.slice(2), version, stdout: process.stdout, stderr: process.stderr });
// A call that was cut off in the middle may hang on, and would keep the process alive long after it has said that it ended.
if (process.exitCode === INTERRUPTED) process.exit();

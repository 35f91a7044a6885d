#!/usr/bin/env node
// Plain old JavaScript: a Node that is too old must be able to read this far, and say so.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write("neotool needs Node 22.22 or later; this is " + process.versions.node + ". Install a newer one (nvm install 24), or use ./neotool in a checkout, which brings its own.\n");
  process.exitCode = 1;
} else {
  require("../dist/start.cjs");
}

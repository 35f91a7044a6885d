import { chmod, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { clusterProgram } from "../../../dev/runtimes/k3d/cluster.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** As k3d reads its configuration: what looks like a variable is one, also an unknown one, and nothing escapes it. */
const K3D = `#!/bin/sh
case "$2" in
  create) eval "cat <<END
$(cat "$4")
END" >"$(dirname "$0")/understood.yaml" ;;
  get) echo "{}" ;;
esac
`;

test("k3d understands the path of a working copy as it stands, also one with a dollar in it", async () => {
  await using directory = await tempDir();
  const file = directory.file("k3d");
  await writeFile(file, K3D);
  await chmod(file, 0o755);
  const workingCopy = "/home/ada/price$list/$HOME/${USER}/$$/a shop";
  const program = clusterProgram("/none.sock", { id: "shop-3fa9c1", workingCopy }, directory.path, async () => file);
  await program.create({ image: "rancher/k3s:v1.33.5-k3s1", published: new Map(), volumes: [] }, AbortSignal.timeout(10_000));
  const { options } = parse(await readFile(directory.file("understood.yaml"), "utf8"));
  expect(options.runtime.labels).toContainEqual({ label: `dev.neotool.working-copy=${workingCopy}`, nodeFilters: ["server:0"] });
});

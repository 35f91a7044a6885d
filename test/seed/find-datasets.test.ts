import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../dev/platform/package-root.ts";
import { storesOfDataset } from "../../dev/seed/dataset.ts";
import { chooseDatasets, findDatasets, readDataset } from "../../dev/seed/find-datasets.ts";
import { failureOf } from "../support/failure.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const shipped = join(packageRoot, "seeds");

test("a project's dataset stands before the shipped one of the same name; files and hidden folders are none", async () => {
  await using copy = await makeWorkingCopy("shop", { "seeds/orders/README.md": "", "seeds/demo/README.md": "", "seeds/notes.txt": "", "seeds/.old/x": "" });
  const found = await findDatasets({ project: join(copy.path, "seeds"), neotool: shipped });
  expect(found.map(({ name, origin }) => [name, origin])).toEqual([["demo", "project"], ["orders", "project"]]);
});

test("a program that bears the name of the folder above is no folder, and no failure; a file in the place of the folder itself is one", async () => {
  await using copy = await makeWorkingCopy("shop", { neotool: "#!/bin/sh", seeds: "CREATE TABLE a ();" });
  expect((await findDatasets({ project: join(copy.path, "neotool/seeds"), neotool: shipped })).map(({ name }) => name)).toEqual(["demo"]);
  expect(await failureOf(findDatasets({ project: join(copy.path, "seeds"), neotool: shipped }))).toMatchObject({ code: "SEED_INVALID" });
});

test("without a name all datasets of the project are meant, and never the shipped ones; where there are none, that is said", async () => {
  await using copy = await makeWorkingCopy("shop");
  const found = await findDatasets({ project: join(copy.path, "seeds"), neotool: shipped });
  expect(found.map(({ name }) => name)).toEqual(["demo"]);
  expect(await failureOf((async () => chooseDatasets(found, [], "seeds"))())).toMatchObject({ code: "USAGE", message: "There is no dataset in seeds", hint: expect.stringContaining("neotool dev seed demo") });
  expect(chooseDatasets(found, ["demo", "demo"], "seeds")).toHaveLength(1);
  expect(await failureOf((async () => chooseDatasets(found, ["dmeo"], "seeds"))())).toMatchObject({ code: "USAGE", message: 'There is no dataset "dmeo"; did you mean "demo"?' });
});

test("the demo that is shipped has something for every store", async () => {
  const [demo] = chooseDatasets(await findDatasets({ project: join(shipped, "nowhere"), neotool: shipped }), ["demo"], "seeds");
  expect(demo && storesOfDataset(await readDataset(demo))).toEqual(["postgres", "kafka", "minio", "vault"]);
});

import { expect, test } from "vitest";
import { classify } from "../../dev/seed/classify.ts";

const classified = (...names: readonly string[]) => classify(names.map((name) => ({ name, path: `/seeds/${name}`, shown: `seeds/${name}`, bytes: 1 })));
const namesOf = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);

test("files are in the order of their names, numbers as people read them, and other databases come last", () => {
  const { files } = classified("postgres/10-b.sql", "postgres/9-a.sql", "postgres/reporting/1.sql", "postgres/9-b.csv");
  expect(namesOf(files.postgres)).toEqual(["postgres/9-a.sql", "postgres/9-b.csv", "postgres/10-b.sql", "postgres/reporting/1.sql"]);
});

test("a CSV is for the table that its name says behind the number", () => {
  const { files } = classified("postgres/020-app.orders.csv", "postgres/orders.csv", "postgres/3_order_lines.csv");
  expect(files.postgres.map((file) => (file.kind === "csv" ? file.table : undefined))).toEqual([{ schema: undefined, name: "order_lines" }, { schema: "app", name: "orders" }, { schema: undefined, name: "orders" }]);
});

test("topics, buckets, secrets and the program are where they lie", () => {
  const { files, problems } = classified("kafka/topics.yaml", "kafka/order.created.jsonl", "minio/pics/a/b.png", "vault/app.yaml", "seed.ts", "lib.ts", "README.md");
  expect(problems).toEqual([]);
  expect(files).toMatchObject({ topics: { name: "kafka/topics.yaml" }, kafka: [{ topic: "order.created" }], minio: [{ bucket: "pics", key: "a/b.png" }], vault: [{ name: "vault/app.yaml" }], program: { name: "seed.ts" } });
});

test("every file without a place is named, with the reason", () => {
  const { problems } = classified("postgress/a.sql", "notes.txt", "postgres/a/b/c.sql", "postgres/a.b.c.csv", "postgres/dump.gz", "kafka/a b.jsonl", "kafka/x.json", "minio/loose.txt", "minio/Upper/x", "vault/deep/x.yaml");
  expect(problems).toEqual([
    "seeds/kafka/a b.jsonl names no topic: \"a b\" may hold letters, digits and . _ - only",
    "seeds/kafka/x.json is neither topics.yaml nor <topic>.jsonl",
    "seeds/minio/loose.txt is in no bucket: minio/<bucket>/<object>",
    'seeds/minio/Upper/x is in no bucket: "Upper" is no name for one (3 to 63 lower-case letters, digits, . and -)',
    "seeds/notes.txt has no place in a dataset: it holds postgres/, kafka/, minio/, vault/ and seed.ts",
    "seeds/postgres/a.b.c.csv names no table: <number>-<schema>.<table>.csv",
    "seeds/postgres/a/b/c.sql lies too deep: postgres/<file>, or postgres/<database>/<file>",
    "seeds/postgres/dump.gz is neither .sql nor .csv",
    'seeds/postgress/a.sql has no place in a dataset: it holds postgres/, kafka/, minio/, vault/ and seed.ts; did you mean "postgres"?',
    "seeds/vault/deep/x.yaml is no vault/<name>.yaml",
  ]);
});

import { expect, test } from "vitest";
import { imagesIn, mayNameImages } from "../../dev/parity/local/images-in-sources.ts";
import { featuresIn } from "../../dev/parity/local/s3-in-sources.ts";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const uses = (path: string, text: string): readonly string[] => imagesIn(path, text).map(({ reference, origin }) => `${reference} at ${origin.file}:${origin.line}`);

test.each([
  ["a container of Testcontainers in TypeScript", "a.test.ts", 'const one = await new GenericContainer("redis:7.2").start();', ["redis:7.2 at a.test.ts:1"]],
  ["a module of Testcontainers", "a.test.ts", "\nnew PostgreSqlContainer('postgres:16-alpine')", ["postgres:16-alpine at a.test.ts:2"]],
  ["Kotlin's generics", "A.kt", 'val db = PostgreSQLContainer<Nothing>("postgres:15")', ["postgres:15 at A.kt:1"]],
  ["a parsed name", "A.java", 'new KafkaContainer(DockerImageName.parse("apache/kafka:3.7.0"));', ["apache/kafka:3.7.0 at A.java:1"]],
  ["a constant", "A.kt", 'const val POSTGRES_IMAGE = "postgres:17.2"', ["postgres:17.2 at A.kt:1"]],
  ["a typed constant", "A.kt", 'private val kafkaImage: String = "confluentinc/cp-kafka:7.7.0"', ["confluentinc/cp-kafka:7.7.0 at A.kt:1"]],
  ["a property in TypeScript", "a.ts", 'const services = { db: { image: "postgres:16" } };', ["postgres:16 at a.ts:1"]],
  ["Gradle", "build.gradle.kts", 'imageName.set("postgres:16")', ["postgres:16 at build.gradle.kts:1"]],
  ["a registry with a port", "a.ts", 'const image = "localhost:5000/postgres:18.1";', ["localhost:5000/postgres:18.1 at a.ts:1"]],
  ["a digest", "a.ts", `const image = "postgres:18.1@sha256:${"a".repeat(64)}";`, [`postgres:18.1@sha256:${"a".repeat(64)} at a.ts:1`]],
  ["a JDBC address", "application-test.yml", "url: jdbc:tc:postgresql:16.2:///db", ["postgres:16.2 at application-test.yml:1"]],
  ["a service of a workflow", ".github/workflows/ci.yml", "services:\n  db:\n    image: postgres:16 # for now\n", ["postgres:16 at .github/workflows/ci.yml:3"]],
  ["Compose", "docker-compose.yml", 'services:\n  db:\n    image: "postgres:16"\n', ["postgres:16 at docker-compose.yml:3"]],
  ["a command of a pipeline", ".github/workflows/ci.yml", "      - run: docker run --rm -d postgres:15 -c fsync=off", ["postgres:15 at .github/workflows/ci.yml:1"]],
])("%s names an image", (_what, path, text, expected) => {
  expect(mayNameImages(path)).toBe(true);
  expect(uses(path, text)).toEqual(expected);
});

test.each([
  ["a comment", "a.ts", '// new GenericContainer("postgres:9")'],
  ["a name that is put together", "a.ts", "const image = `postgres:${version}`;"],
  ["a name without a version", "a.ts", 'const image = "postgres";'],
  ["an address", "a.ts", 'const url = "http://localhost:8080/x";'],
  ["a time", "a.ts", 'const at = "12:30";'],
])("%s names none", (_what, path, text) => {
  expect(uses(path, text)).toEqual([]);
});

const PRODUCTION = productionOf({
  "a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: postgres }\nspec:\n  template:\n    spec:\n      containers:\n        - { name: postgres, image: 'postgres:15.4', env: [{ name: S3, value: 'https://x.r2.cloudflarestorage.com' }] }\n",
});

test("tests that run another version than production are told, each file once, with both places", () => {
  const text = 'new GenericContainer("postgres:16");\nnew GenericContainer("postgres:15.4");\nnew GenericContainer("redis:7");\n';
  const found = findingsBetween(localSide({ imageUses: [...imagesIn("src/a.test.ts", text), ...imagesIn("src/b.test.ts", 'new GenericContainer("postgres:latest")'), ...imagesIn("src/c.test.ts", 'new GenericContainer("postgres:15.2")')] }), PRODUCTION);
  expect(found.filter(({ axis }) => axis === "tests").map(shown)).toEqual([
    "error postgres/tests/src/a.test.ts: postgres:16 | postgres:15.4",
    "warning postgres/tests/src/b.test.ts: postgres:latest | postgres:15.4",
    "warning postgres/tests/src/c.test.ts: postgres:15.2 | postgres:15.4",
  ]);
});

test("calls of S3 that R2 does not answer are told, where production has R2", () => {
  const code = 'import { S3Client } from "x";\n// PutObjectTaggingCommand\nawait s3.send(new PutObjectTaggingCommand({}));\nawait s3.send(new PutObjectCommand({ ACL: "public-read" }));\n';
  const uses = featuresIn("src/store.ts", code);
  expect(uses.map(({ feature, origin }) => `${feature}:${origin.line}`)).toEqual(["acl:4", "tagging:3"]);
  const found = findingsBetween(localSide({ featureUses: uses }), PRODUCTION).filter(({ axis, severity }) => axis === "s3" && severity === "error");
  expect(found.map(({ id }) => id)).toEqual(["minio/s3/acl:src/store.ts", "minio/s3/tagging:src/store.ts"]);
  expect(findingsBetween(localSide({ featureUses: uses }), productionOf({})).filter(({ axis }) => axis === "s3")).toEqual([]);
});

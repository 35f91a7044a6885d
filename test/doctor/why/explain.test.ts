import { expect, test } from "vitest";
import { explain, holdersOf } from "../../../dev/doctor/why/explain.ts";
import type { ContainerFacts, ServiceFacts } from "../../../dev/doctor/why/facts.ts";
import { ENDED, exited, facts, lastUp, oneShot, ranBefore, stackOf, STARTED } from "../../support/why-facts.ts";

const about = (service: ServiceFacts, ...others: readonly ServiceFacts[]) => explain(service.name, stackOf(service, ...others));
const adviceOf = (service: ServiceFacts) => about(service).advice.map(({ text, docs }) => `${text}${docs === null ? "" : ` [${docs}]`}`);

const failure = { code: "IMAGE_UNAVAILABLE", message: "There is no image for kafka", hint: "neotool dev up --setup builds a stand-in.", cause: null, evidence: [], docs: "docs/errors.md#image-unavailable" } as const;

test("a service that is ready needs no advice", () => {
  expect(about(facts("kafka"))).toMatchObject({ phase: "ready", summary: "kafka is ready", since: STARTED, chain: [], answer: { ready: true, reason: null }, ending: null, advice: [] });
});

test("a service that runs and is not ready says what it answered just now", () => {
  const kafka = facts("kafka", { answer: { ready: false, reason: "connect ECONNREFUSED" } });
  expect(about(kafka)).toMatchObject({ phase: "unhealthy", summary: "kafka is unhealthy: it runs, but is not ready: connect ECONNREFUSED", since: STARTED, answer: { ready: false, reason: "connect ECONNREFUSED" } });
  expect(adviceOf(kafka)).toEqual([expect.stringMatching(/neotool dev logs kafka --follow.*neotool dev exec kafka.*neotool dev restart kafka.*\[docs\/errors\.md#service-not-ready\]/)]);
});

test("a service that refuses our credentials is told apart: waiting will not help", () => {
  expect(adviceOf(facts("postgres", { answer: { ready: false, reason: "password authentication failed", refused: true } }))).toEqual([expect.stringContaining("[docs/errors.md#credentials-rejected]")]);
});

test("a service that exited says its code in words, when, and where its log is", () => {
  const kafka = facts("kafka", { container: exited(1), answer: null, lines: ["cluster id mismatch"] });
  expect(about(kafka)).toMatchObject({
    phase: "failed",
    summary: "kafka is failed: it exited with code 1 (its last lines say why)",
    since: ENDED,
    ending: { exitCode: 1, outOfMemory: false, at: ENDED },
    lines: ["cluster id mismatch"],
  });
  expect(adviceOf(kafka)).toEqual([expect.stringContaining("neotool dev logs kafka")]);
});

test.each([
  [137, "SIGKILL: somebody killed it", "neotool dev doctor looks whether the engine has enough memory"],
  [139, "SIGSEGV: it crashed", "neotool dev logs kafka"],
  [126, "its program cannot be executed", "whether its image is for this platform"],
  [127, "its program is not in the image", "neotool dev logs kafka"],
] as const)("exit code %i is explained: %s", (code, meaning, firstAdvice) => {
  const kafka = facts("kafka", { container: exited(code), answer: null });
  expect(about(kafka).summary).toContain(meaning);
  expect(adviceOf(kafka)[0]).toContain(firstAdvice);
});

test("a service that was stopped in order is no failure", () => {
  expect(about(facts("kafka", { container: exited(0), answer: null }))).toMatchObject({ phase: "stopped", advice: [{ text: "neotool dev up starts it again." }] });
});

test("a service that ended without an error before it was ready has failed all the same", () => {
  const kafka = facts("kafka", { container: exited(0), answer: null, run: lastUp({ failure }) });
  expect(about(kafka)).toMatchObject({ phase: "failed", advice: [{ docs: "docs/errors.md#service-exited" }] });
});

test("a service that needed more memory than its limit says both, and where to raise it", () => {
  const kafka = facts("kafka", { memoryMiB: 640, container: exited(137, { outOfMemory: true }), answer: null });
  expect(about(kafka).summary).toBe("kafka is failed: it was killed, because it needed more than its limit of 640 MiB");
  expect(adviceOf(kafka)).toEqual(["Raise kafka.memoryMiB in neotool.config.ts (it is 640), then neotool dev up. [docs/errors.md#service-out-of-memory]"]);
  const router = facts("router", { memoryMiB: 256, container: exited(137, { outOfMemory: true }), answer: null });
  expect(adviceOf(router)).toEqual([expect.stringContaining("Raise gateway.memoryMiB in neotool.config.ts")]);
});

test("what waits names whom it waits for, down to the one that really holds", () => {
  const postgres = facts("postgres", { container: exited(1), answer: null });
  const pgbouncer = facts("pgbouncer", { dependsOn: { postgres: "started" }, answer: { ready: false, reason: "server login failed" } });
  const app = facts("app", { dependsOn: { vault: "ready", pgbouncer: "ready" }, container: ranBefore({ state: "created", startedAt: null }), answer: null });
  const explained = about(app, pgbouncer, postgres, facts("vault"));
  expect(explained).toMatchObject({
    phase: "pending",
    summary: "app is pending: it waits for pgbouncer to be ready, which waits in turn; what really holds is postgres (postgres is failed)",
    chain: [
      { service: "pgbouncer", condition: "ready", phase: "unhealthy" },
      { service: "postgres", condition: "started", phase: "failed" },
    ],
    advice: [{ text: "Mend postgres first: neotool dev why postgres" }],
  });
});

test("a one-shot waits for its service, and is done only on the start that runs", () => {
  const kafka = facts("kafka", { answer: { ready: false, reason: "no broker" } });
  expect(about(oneShot("kafka-topics", { dependsOn: { kafka: "ready" } }), kafka).summary).toBe("kafka-topics is pending: it waits for kafka to be ready (kafka is unhealthy)");
  expect(about(oneShot("kafka-topics", { dependsOn: { kafka: "ready" } }), facts("kafka")).summary).toBe("kafka-topics is pending: it was not done since its service was started");
  expect(about(oneShot("kafka-topics", { isDone: true }))).toMatchObject({ phase: "completed", advice: [] });
});

test("a service without a container says what the last up said of it, and its fix comes first", () => {
  const kafka = facts("kafka", { container: null, answer: null, run: lastUp({ failure }) });
  expect(about(kafka)).toMatchObject({ phase: "failed", summary: "kafka is failed: There is no image for kafka", run: { failure: { code: "IMAGE_UNAVAILABLE" } } });
  expect(adviceOf(kafka)).toEqual(["neotool dev up --setup builds a stand-in. [docs/errors.md#image-unavailable]", "neotool dev up --only kafka makes it."]);
});

test("a service that was never brought up is not there", () => {
  expect(about(facts("kafka", { container: null, answer: null }))).toMatchObject({ phase: "stopped", summary: "kafka is not there: it has no container", since: null });
});

test("while a run is at work, it says what it does for the service", () => {
  const kafka = facts("kafka", { container: null, answer: null, run: lastUp({ process: 812, doing: "pulling apache/kafka:3.7.0: 120 of 380 MB" }) });
  expect(about(kafka)).toMatchObject({ phase: "pending", summary: "kafka is pending: pulling apache/kafka:3.7.0: 120 of 380 MB" });
  expect(adviceOf(kafka)).toEqual([expect.stringContaining("`neotool dev up` (process 812) is at work on it")]);
});

test("an engine that could not start it is quoted", () => {
  const kafka = facts("kafka", { container: ranBefore({ state: "created", startedAt: null, engineError: "driver failed programming external connectivity" }), answer: null });
  expect(about(kafka)).toMatchObject({ phase: "failed", summary: "kafka is failed: it was made, but never started: driver failed programming external connectivity" });
});

test("a service that is ready but made from another definition says which fields", () => {
  const kafka = facts("kafka", { changes: [{ field: "memoryMiB", from: "640", to: "768" }] });
  expect(about(kafka)).toMatchObject({ phase: "ready", summary: "kafka is ready, but made from another definition than the one that holds now" });
  expect(adviceOf(kafka)).toEqual([expect.stringContaining("neotool dev up makes it anew")]);
});

test("a moved port is told to those who expect the usual one", () => {
  expect(adviceOf(facts("postgres", { movedPorts: [{ endpoint: "sql", wanted: 5432, bound: 15432 }] }))).toEqual([expect.stringContaining("It is at 15432 and not at 5432")]);
});

test("of everybody who is not well, those who hold the others up are named once", () => {
  const stack = stackOf(
    facts("vault"),
    facts("postgres", { container: exited(1), answer: null }),
    facts("pgbouncer", { dependsOn: { postgres: "started" }, answer: { ready: false, reason: "no server" } }),
    oneShot("databases", { dependsOn: { postgres: "ready" } }),
  );
  expect(holdersOf([...stack.keys()], stack)).toEqual(["postgres"]);
  expect(holdersOf(["vault"], stack)).toEqual([]);
});

test("a circle of dependencies ends the chain instead of the program", () => {
  const sick = { answer: { ready: false, reason: "waits" } } as const;
  expect(about(facts("a", { dependsOn: { b: "ready" }, ...sick }), facts("b", { dependsOn: { a: "ready" }, ...sick })).chain.map(({ service }) => service)).toEqual(["b"]);
});

const application = (over: Partial<ContainerFacts>): ServiceFacts => facts("app", { kind: "process", memoryMiB: null, container: exited(over.exitCode ?? 1, over), answer: null });

test("an application that could not be started has no exit code, and is mended in the config", () => {
  const app = application({ startedAt: null, engineError: "command not found: gradlew" });
  expect(about(app)).toMatchObject({ phase: "failed", summary: "app is failed: command not found: gradlew", ending: null, answer: null });
  expect(adviceOf(app)).toEqual(["Mend apps.app in neotool.config.ts, then neotool dev run app. [docs/errors.md#app-not-started]"]);
});

test("an application that ended says how, and how it is started again", () => {
  const app = application({ exitCode: 3, engineError: "exited with code 3 before it was ready, and is not started again by itself" });
  expect(about(app)).toMatchObject({ summary: "app is failed: exited with code 3 before it was ready, and is not started again by itself", ending: { exitCode: 3 }, answer: null });
  expect(adviceOf(app)).toEqual(["neotool dev logs app shows everything it said; neotool dev run app starts it again. [docs/errors.md#service-exited]"]);
});

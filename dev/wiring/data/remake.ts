import type { Scopes, StoreName } from "../../data/reset/scope.ts";
import type { Wiping } from "../../data/reset/wipe-stores.ts";
import type { PerformTools } from "../../engine/perform.ts";
import { runPlan, type RunResult } from "../../engine/run-plan.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { afterWipe, type Begun } from "../../planner/after-wipe.ts";
import type { Desired } from "../../planner/desired.ts";
import { performTools, subjectWithoutImages } from "../perform-tools.ts";
import type { Project } from "../project.ts";
import { remember } from "../remember.ts";
import type { Surroundings } from "../surroundings.ts";
import { renewalOf } from "./renewal.ts";
import type { ResetReport } from "./reset-instance.ts";
import type { RunningInstance } from "./running-instance.ts";
import { isFileStore } from "./wipers.ts";
import { withoutTheirData } from "./without-their-data.ts";

type Tools = Omit<PerformTools, "emit">;

/** The store that a service begins anew behind: its own, or the one that has its data. */
const keepsDataIn = (desired: Desired, service: string): string => {
  const one = desired.get(service);
  return (one?.kind === "container" ? one.service.dataIn?.service : undefined) ?? service;
};

/** What acts on a store waits until that is empty, and for no other: the public keys in MinIO are of Vault's pair. */
const behind = (wiping: Wiping, desired: Desired, tools: Tools): Tools => {
  const over = async (service: string | undefined): Promise<void> => {
    for (const [store, { emptied }] of wiping) if (store === service || (store === "vault" && service === "minio")) await emptied;
  };
  return {
    ...tools,
    runTask: async (action, on, signal) => {
      await over(on?.desired.name);
      return await tools.runTask(action, on, signal);
    },
    // What begins anew by itself answers until it has ended, too.
    probe: async (container, address) => {
      await over(container.name);
      return await tools.probe(container, address);
    },
    runtime: {
      ...tools.runtime,
      apply: async (operation, signal) => {
        if (operation.kind === "stop") await over(keepsDataIn(desired, operation.service));
        return await tools.runtime.apply(operation, signal);
      },
    },
  };
};

/** Makes again what the definition puts into stores, each as soon as it is empty. */
export const remake = async (project: Project, surroundings: Surroundings, instance: RunningInstance, scopes: Scopes, wiping: Wiping, { observer, warn }: ResetReport, interrupt: Interrupt): Promise<RunResult> => {
  const { connection, desired, observed, known } = instance;
  const stores: readonly StoreName[] = [...wiping.keys()];
  const ofFiles = stores.filter(isFileStore);
  const renewed = ofFiles.filter((store) => renewalOf(instance, store));
  const begun: Begun = { renewed, files: ofFiles.filter((store) => !renewed.includes(store)), elsewhere: withoutTheirData(desired, scopes) };
  const plan = afterWipe(stores.includes("vault") ? [...stores, "minio"] : stores, begun, desired);
  const tools = performTools(project, surroundings, connection, subjectWithoutImages(desired), interrupt);
  const run = await runPlan(plan, observed, behind(wiping, desired, tools), observer);
  // Where nothing was started anew, every start is the one that was seen before.
  const starts = begun.files.length + begun.elsewhere.length === 0 ? async () => observed : connection.runtime.observe;
  await remember(project, starts, desired, run, known.state, interrupt, surroundings.clock, warn);
  return run;
};

import type { Instance } from "../../model/instance.ts";
import type { ResolvedFile } from "../../planner/desired.ts";
import type { Api } from "./api.ts";
import { replaceableFile } from "./manifests/files.ts";
import { applyOne } from "./server-apply.ts";
import { tellPods } from "./tell-pods.ts";

/** On a pod: the file that it was told of. */
const TOLD = "dev.neotool.replaced-file";

/** The kubelet puts it in the place of the old one in one moment, in a folder that links lead to. */
export const putFile = async (api: Api, instance: Instance, service: string, file: ResolvedFile, signal: AbortSignal): Promise<void> => {
  const { metadata } = await applyOne(api, replaceableFile(service, instance, file), signal);
  await tellPods(api, instance, service, { [TOLD]: metadata.resourceVersion }, signal);
};

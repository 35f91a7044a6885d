import { chainWorks } from "../../support/sample/chain.ts";
import { sampleInstance } from "../../support/sample/sample-instance.ts";

chainWorks(() => sampleInstance("sample"));

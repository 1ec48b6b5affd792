import { testDataAvailability } from "../suite.ts";
import { closeFixtures, NAMESPACE, STRANGER, startFixture } from "./testing/fixture.ts";

testDataAvailability("celestia through celestia-node", async () => {
  const { chain, node, open } = await startFixture();
  return {
    da: open(),
    reopen: async () => open(),
    pollute: async (data) =>
      chain.submitForeign([{ namespace: NAMESPACE, data, shareVersion: 1, signer: STRANGER }], STRANGER),
    loseNextAnswer: () => node.faults.add("blob.Submit", { kind: "lost-answer" }),
    close: closeFixtures,
  };
});

// A page of somebody who calls the gateway with Connect's own client for
// browsers. It knows nothing of ours but the descriptors of the protos.
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import descriptors from 'descriptors';

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
const Chat = registry.getService('unknot.chat.v1.ChatService');
const Knowledge = registry.getService('unknot.knowledge.v1.KnowledgeService');

window.callGateway = async (baseUrl, useBinaryFormat) => {
  const chat = createClient(Chat, createConnectTransport({ baseUrl, useBinaryFormat }));
  const knowledge = createClient(
    Knowledge, createConnectTransport({ baseUrl, useBinaryFormat, useHttpGet: true }));
  const hello = await chat.startConversation({ locale: 'en-CA' });
  const answer = await chat.sendMessage({ text: 'my neck is stiff', conversation: hello.conversation });
  const { technique } = await knowledge.getTechnique({ techniqueId: 'swedish' });
  const refusal = async (call) => {
    try {
      await call();
    } catch (thrown) {
      const error = ConnectError.from(thrown);
      return {
        code: Code[error.code],
        requestId: error.metadata.get('x-request-id') ?? '',
        details: error.details.map(({ type, debug }) => ({ type, debug })),
      };
    }
    return null;
  };
  return {
    regions: answer.complaint.sites.map(({ region }) => region),
    technique: technique.id,
    empty: await refusal(() => chat.sendMessage({})),
    unknown: await refusal(() => knowledge.getTechnique({ techniqueId: 'no_such' })),
  };
};

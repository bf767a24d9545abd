// Calls a gateway with the clients that others write theirs with, and prints
// what each heard as JSON:
//
//   node clients.mjs HTTP_URL GRPC_HOST:PORT DESCRIPTOR_SET PROTO_FOLDER
import { readFileSync } from 'node:fs';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [url, grpcAddress, descriptorSet, protoFolder] = process.argv.slice(2);
const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, readFileSync(descriptorSet)));
const Chat = registry.getService('unknot.chat.v1.ChatService');
const Knowledge = registry.getService('unknot.knowledge.v1.KnowledgeService');
const BadRequest = 'google.rpc.BadRequest';

// google.rpc is not in the descriptor set of our services.
function firstField(error) {
  const detail = error.details.find((each) => each.type === BadRequest);
  return detail?.debug?.fieldViolations?.[0]?.field ?? fieldOfBytes(detail?.value);
}

// The first string of the first violation: BadRequest { 1: { 1: field } }.
function fieldOfBytes(bytes) {
  return bytes && new TextDecoder().decode(bytes.slice(4, 4 + bytes[3]));
}

async function viaFetch() {
  const response = await fetch(`${url}/unknot.chat.v1.ChatService/SendMessage`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: 'my neck is stiff' }),
  });
  const answer = await response.json();
  return { answered: response.ok && answer.messages.length > 0 };
}

async function viaConnect(transport) {
  const chat = createClient(Chat, transport);
  const hello = await chat.startConversation({ locale: 'en-CA' });
  const answer = await chat.sendMessage({
    text: 'my neck is stiff', conversation: hello.conversation,
  });
  let refused = {};
  try {
    await chat.sendMessage({});
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const code = Code[error.code].replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();
    // gRPC carries details in a trailer, where connect-node reads them too.
    refused = { code, field: firstField(error) };
  }
  return {
    answered: answer.messages.length > 0 && answer.conversation.length > 0,
    error: refused,
  };
}

async function viaGet() {
  const transport = createConnectTransport({
    baseUrl: url, httpVersion: '1.1', useHttpGet: true, useBinaryFormat: false,
  });
  const answer = await createClient(Knowledge, transport)
    .getTechnique({ techniqueId: 'swedish' });
  return { answered: answer.technique.id === 'swedish' };
}

async function timeout() {
  const response = await fetch(`${url}/unknot.chat.v1.ChatService/SendMessage`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Connect-Timeout-Ms': '0' },
    body: '{"text":"hello"}',
  });
  return (await response.json()).code;
}

function viaGrpcJs() {
  const definition = protoLoader.loadSync('unknot/chat/v1/chat_service.proto', {
    includeDirs: [protoFolder],
  });
  const { ChatService } = grpc.loadPackageDefinition(definition).unknot.chat.v1;
  const client = new ChatService(grpcAddress, grpc.credentials.createInsecure());
  return new Promise((resolve) => {
    client.sendMessage({ text: 'my neck is stiff' }, (error, answer) => {
      client.close();
      resolve({ answered: !error && answer.messages.length > 0, why: error?.details });
    });
  });
}

const connect = (useBinaryFormat) =>
  viaConnect(createConnectTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat }));

console.log(JSON.stringify({
  fetch: await viaFetch(),
  connectJson: await connect(false),
  connectBinary: await connect(true),
  connectGet: await viaGet(),
  connectGrpc: await viaConnect(createGrpcTransport({ baseUrl: `http://${grpcAddress}` })),
  connectTimeout: await timeout(),
  grpcJs: await viaGrpcJs(),
}));
process.exit(0);

#!/usr/bin/env python3
"""The gateway as its users meet it: curl, node's fetch, Connect's and gRPC's own
clients; whole conversations, hostile ones too."""
import gzip
import http.client
import json
import pathlib
import shutil
import signal
import subprocess
import time
import unittest
import urllib.parse

import harness

CHAT = "unknot.chat.v1.ChatService"
DIRECTORY = "unknot.directory.v1.TherapistDirectoryService"
KNOWLEDGE = "unknot.knowledge.v1.KnowledgeService"
HERE = pathlib.Path(__file__).resolve().parent
NODE_TOOLS = harness.SOURCE / "node_modules/@connectrpc/connect-node"
DESCRIPTORS = harness.BIN.parent / "chatbot/gateway/proto_sources.binpb"
KEY = "5b" * 32


class GatewayTest(harness.EndToEndTest):

    def start_gateway(self, *arguments, http=None, key=KEY):
        self.http = http or harness.free_address()
        self.url = f"http://{self.http}"
        gateway = self.start_server(
            "unknot-gateway", "--http", self.http, "--store", "sqlite::memory:",
            "--sealing-key", key, *arguments)
        deadline = time.monotonic() + harness.START_SECONDS
        while not harness.accepts(self.http):
            self.assertLess(time.monotonic(), deadline, gateway.stderr())
        return gateway

    def curl(self, path, *arguments, body=None):
        """Asks with curl; returns (status, headers in lower case, text)."""
        command = ["curl", "--silent", "--show-error", "--include", "--max-time", "30",
                   *arguments, self.url + path]
        if body is not None:
            command += ["--data-binary", "@-", "--header", "Content-Type: application/json"]
        done = subprocess.run(command, input=(body or "").encode(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        head, _, rest = done.stdout.decode().partition("\r\n\r\n")
        while head.startswith("HTTP/1.1 100"):
            head, _, rest = rest.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        return int(first.split()[1]), headers, rest

    def call(self, service, method, request, *arguments):
        """Returns (status, answer)."""
        status, _, text = self.curl(f"/{service}/{method}", *arguments,
                                    body=json.dumps(request))
        return status, json.loads(text)

    def say(self, text, before=None, **more):
        """One message of a conversation; returns the response."""
        request = {"text": text, "locale": "en-CA", **more}
        if before:
            request["conversation"] = before["conversation"]
        status, answer = self.call(CHAT, "SendMessage", request)
        self.assertEqual(status, 200, answer)
        return answer

    def run_clients(self, gateway):
        """What the clients of clients.mjs heard, as a dict."""
        done = subprocess.run(
            ["node", HERE / "clients.mjs", self.url, gateway.address, DESCRIPTORS,
             harness.SOURCE / "protos"],
            capture_output=True, text=True, cwd=harness.SOURCE, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_conversation_leads_to_a_therapist(self):
        self.start_gateway()
        status, hello = self.call(CHAT, "StartConversation", {"locale": "en-CA"})
        self.assertEqual(status, 200)

        answer = self.say("My neck has been stiff for two weeks from laptop work, "
                          "about 4 out of 10.", hello)
        answer = self.say("No, none of those. I am healthy.", answer)
        for _ in range(8):
            if "techniques" in answer.get("recommendation", {}):
                break
            answer = self.say("no", answer)
        self.assertTrue(harness.contents(answer, "techniques"), answer)
        answer = self.say("Find me a therapist in Toronto", answer)

        cards = [card for found in harness.contents(answer, "therapists")
                 for card in found["cards"]]
        self.assertTrue(cards, answer)
        status, found = self.call(DIRECTORY, "GetTherapist", {"name": cards[0]["name"]})
        self.assertEqual(status, 200)
        self.assertEqual(found["therapist"]["displayName"], cards[0]["displayName"])

    def test_emergency_comes_first_and_alone(self):
        self.start_gateway()

        answer = self.say("my back hurts and I am numb between my legs and cannot pee")

        self.assertEqual(answer["messages"][0]["alert"]["level"], "TRIAGE_LEVEL_EMERGENCY")
        self.assertTrue(answer["messages"][0]["alert"]["contacts"])
        self.assertEqual(harness.contents(answer, "techniques"), [])

    def test_conversation_goes_on_after_a_restart_with_the_same_key(self):
        first = self.start_gateway()
        answer = self.say("my neck is stiff")
        self.assertEqual(first.stop(), 0)

        self.start_gateway()
        answer = self.say("on the left side", answer)

        self.assertIn("neck", [site["region"] for site in answer["complaint"]["sites"]])

    def test_tampered_conversation_is_refused(self):
        self.start_gateway()
        answer = self.say("my neck is stiff")
        sealed = answer["conversation"]
        middle = len(sealed) // 2
        changed = "A" if sealed[middle] != "A" else "B"

        for broken in (sealed[:middle] + changed + sealed[middle + 1:], sealed[:-8], "AAAA"):
            status, error = self.call(CHAT, "SendMessage",
                                      {"text": "hello", "conversation": broken})
            self.assertEqual((status, error["code"]), (400, "invalid_argument"))
            reasons = [d["debug"].get("reason") for d in error["details"]]
            self.assertIn("CONVERSATION_INVALID", reasons)

    def test_conversation_of_another_key_is_refused(self):
        first = self.start_gateway()
        answer = self.say("my neck is stiff")
        first.stop()
        self.start_gateway(key="6c" * 32)

        status, error = self.call(CHAT, "SendMessage", {
            "text": "hello", "conversation": answer["conversation"]})

        self.assertEqual(status, 400, error)

    def test_nothing_typed_is_in_the_log_or_the_metrics(self):
        gateway = self.start_gateway()
        secret = "zanzibarquux"
        self.say(f"my neck hurts {secret}")
        self.curl(f"/{CHAT}/SendMessage", body=f'{{"text": "{secret}')
        self.curl(f"/{secret}?{secret}")
        self.curl("/healthz", "--header", f"X-Request-Id: {secret} {secret}")
        _, _, metrics = self.curl("/metrics")
        gateway.stop()

        self.assertIn("SendMessage", gateway.stderr())
        self.assertIn("SendMessage", metrics)
        self.assertNotIn(secret, gateway.stderr())
        self.assertNotIn(secret, metrics)

    def test_methods_that_write_are_not_there(self):
        self.start_gateway()

        for method in ("CreateTherapist", "DeleteTherapist", "CreateReview",
                       "ImportTherapists", "ListTherapists"):
            self.assertEqual(self.call(DIRECTORY, method, {})[0], 404, method)

    def test_reading_methods_answer(self):
        self.start_gateway()

        found = self.call(DIRECTORY, "SearchTherapists", {"place": "Toronto"})[1]
        name = found["results"][0]["therapist"]["name"]
        for service, method, request in (
                (DIRECTORY, "ResolvePlace", {"text": "Toronto"}),
                (DIRECTORY, "BatchGetTherapists", {"names": [name]}),
                (DIRECTORY, "ListReviews", {"parent": name}),
                (DIRECTORY, "ListClinics", {}),
                (KNOWLEDGE, "ListTechniques", {}),
                (KNOWLEDGE, "CompareTechniques",
                 {"techniqueIds": ["swedish", "deep_tissue"]}),
                (KNOWLEDGE, "SearchTopics", {"query": "toxins"})):
            status, answer = self.call(service, method, request)
            self.assertEqual(status, 200, (method, answer))
            # Invented therapists have no reviews.
            self.assertTrue(answer or method == "ListReviews", method)

    def test_unknown_technique_is_not_found_with_its_reason(self):
        self.start_gateway()

        status, error = self.call(KNOWLEDGE, "GetTechnique", {"techniqueId": "no_such"})

        self.assertEqual((status, error["code"]), (404, "not_found"))
        self.assertTrue(any(d["debug"].get("reason") for d in error["details"]))

    def test_knowledge_is_there_by_get_and_compressed(self):
        self.start_gateway()
        message = urllib.parse.quote(json.dumps({"techniqueId": "swedish"}))
        path = f"/{KNOWLEDGE}/GetTechnique?connect=v1&encoding=json&message={message}"
        connection = http.client.HTTPConnection(self.http, timeout=30)

        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        connection.request("GET", path, headers={"If-None-Match": response.headers["ETag"]})
        again = connection.getresponse()
        again.read()
        connection.close()

        self.assertEqual(response.headers["Content-Encoding"], "gzip")
        self.assertEqual(json.loads(gzip.decompress(body))["technique"]["id"], "swedish")
        self.assertEqual(again.status, 304)

    def test_huge_body_is_refused(self):
        self.start_gateway("--max-request-bytes", "100000")

        status, _, text = self.curl(f"/{CHAT}/SendMessage",
                                    body=json.dumps({"text": "x" * 3000000}))

        self.assertEqual(status, 413)
        self.assertEqual(json.loads(text)["code"], "resource_exhausted")

    def test_foreign_origin_is_refused_and_an_allowed_one_is_not(self):
        self.start_gateway("--allow-origin", "https://*.clinic.example")

        for origin, expected in (("https://www.clinic.example", 200),
                                 ("https://evil.example", 403)):
            status, headers, _ = self.curl(f"/{CHAT}/StartConversation", "--header",
                                           f"Origin: {origin}", body="{}")
            self.assertEqual(status, expected)
            self.assertEqual(headers.get("access-control-allow-origin"),
                             origin if expected == 200 else None)

    def test_clients_of_others_are_answered(self):
        if not NODE_TOOLS.exists():
            self.skipTest("npm ci has not been run")
        heard = self.run_clients(self.start_gateway())

        for client in ("fetch", "connectJson", "connectBinary", "connectGet", "connectGrpc",
                       "grpcJs"):
            self.assertTrue(heard[client]["answered"], (client, heard[client]))
        for client in ("connectJson", "connectBinary", "connectGrpc"):
            self.assertEqual(heard[client]["error"],
                             {"code": "invalid_argument", "field": "text"}, client)
        self.assertEqual(heard["connectTimeout"], "deadline_exceeded")

    def test_buf_curl_calls_it_by_grpc_and_by_connect(self):
        gateway = self.start_gateway()

        for protocol, address, more in (("connect", self.http, ()),
                                        ("grpc", gateway.address,
                                         ("--http2-prior-knowledge",))):
            done = subprocess.run(
                [harness.BUF, "curl", "--schema", harness.SOURCE / "protos", "--protocol",
                 protocol, *more, "--data", "{}",
                 f"http://{address}/{CHAT}/StartConversation"],
                capture_output=True, text=True, cwd=harness.SOURCE, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(json.loads(done.stdout)["messages"])

    def test_buf_curl_needs_no_schema_where_reflection_is_served(self):
        gateway = self.start_gateway()

        done = subprocess.run(
            [harness.BUF, "curl", "--reflect", "--protocol", "grpc",
             "--http2-prior-knowledge", "--data", '{"text":"my neck is stiff"}',
             f"http://{gateway.address}/{CHAT}/SendMessage"],
            capture_output=True, text=True, cwd=self.folder, timeout=60)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(json.loads(done.stdout)["messages"])

    def test_services_elsewhere_are_used_and_may_go_away(self):
        directory, recommendation = self.start_all()
        self.start_gateway("--recommendation", recommendation.address,
                           "--directory", directory.address)
        self.assertTrue(self.say("my neck is stiff")["messages"])

        directory.kill()
        status, error = self.call(DIRECTORY, "GetClinic", {"name": "clinics/x"})

        self.assertEqual((status, error["code"]), (503, "unavailable"))
        self.assertTrue(self.say("find me a therapist in Toronto")["messages"])

    def test_sample_clinic_calls_the_gateway_wherever_it_is(self):
        pages = self.folder / "pages"
        pages.mkdir()
        (pages / "index.html").write_text('<script src="{{gateway}}/unknot-chat.js"></script>')
        address = harness.free_address()
        self.start_gateway("--sample-listen", address, "--sample", pages)
        self.url, gateway = f"http://{address}", self.url

        status, headers, page = self.curl("/")

        self.assertEqual(status, 200)
        self.assertEqual(page, f'<script src="{gateway}/unknot-chat.js"></script>')
        policy = headers["content-security-policy"]
        self.assertIn(f"script-src {gateway};", policy)
        self.assertIn(f"connect-src {gateway};", policy)
        self.assertEqual(self.curl("/healthz")[0], 404)
        self.url = gateway
        status, headers, _ = self.curl(f"/{CHAT}/StartConversation", "--header",
                                       f"Origin: http://{address}", body="{}")
        self.assertEqual((status, headers["access-control-allow-origin"]),
                         (200, f"http://{address}"))

    def test_sample_clinic_whose_pages_are_not_there_is_said(self):
        done = self.run_program("unknot-gateway", "--http", harness.free_address(),
                                "--listen", harness.free_address(), "--sample-listen",
                                harness.free_address(), "--sample", self.folder / "none")
        self.assert_refuses(done, 1, self.folder / "none")

    def test_a_changed_knowledge_base_is_followed_as_often_as_asked(self):
        for interval, is_followed in (("1h", False), ("100ms", True)):
            with self.subTest(interval):
                knowledge = self.folder / interval
                shutil.copytree(harness.KNOWLEDGE, knowledge)
                self.start_gateway("--knowledge", knowledge, "--reload-interval", interval)
                before = self.knowledge_version()
                techniques = knowledge / "techniques.textproto"
                techniques.write_text(techniques.read_text().replace("Swedish massage", "Swede", 1))

                # Without the flag it would be followed after two seconds.
                end = time.monotonic() + (20 if is_followed else 5)
                while self.knowledge_version() == before and time.monotonic() < end:
                    time.sleep(0.2)

                self.assertEqual(self.knowledge_version() != before, is_followed)

    def knowledge_version(self):
        status, answer = self.call(KNOWLEDGE, "GetKnowledgeBase", {})
        self.assertEqual(status, 200, answer)
        return answer["version"]

    def test_ends_in_order_when_told_to(self):
        gateway = self.start_gateway("--drain-delay", "1s")
        connection = http.client.HTTPConnection(self.http, timeout=30)
        connection.request("GET", "/readyz")
        self.assertEqual(connection.getresponse().read(), b"ready\n")

        gateway.process.send_signal(signal.SIGTERM)
        statuses = set()
        while statuses != {503} and harness.accepts(self.http):
            statuses = {self.curl("/readyz")[0]}

        self.assertEqual(statuses, {503})
        self.assertEqual(gateway.process.wait(harness.STOP_SECONDS), 0)
        connection.close()

    def test_mistakes_in_flags_are_wrong_usage(self):
        for flag, value in (("--allow-origin", "clinic.example"),
                            ("--trusted-proxy", "nginx"),
                            ("--client-burst", "0")):
            done = self.run_program("unknot-gateway", flag, value)
            self.assert_refuses(done, 2)
        done = self.run_program("unknot-gateway", "--sealing-key", "secret-key")
        self.assert_refuses(done, 1)
        self.assertNotIn("secret-key", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()

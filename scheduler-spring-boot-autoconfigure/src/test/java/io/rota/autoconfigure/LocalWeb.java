/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.rota.autoconfigure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A web server inside this process that remembers what it is asked, and answers as the robot of a chat does: {@code /refuse}
 * as one that refuses; {@code /fail} and {@code /move} answer as other servers do. */
final class LocalWeb implements AutoCloseable {

    /** In the address that {@code /move} leads to. */
    static final String MOVED_SECRET = "canary-moved-to";

    /** What was asked. */
    record Request(
            String method,
            String path,
            @Nullable String contentType,
            @Nullable String context,
            String body) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private LocalWeb(HttpServer server) {
        this.server = server;
    }

    static LocalWeb start() throws IOException {
        LocalWeb web = new LocalWeb(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        web.server.createContext("/", web::answer);
        web.server.start();
        return web;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("shardingContext"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        switch (exchange.getRequestURI().getPath()) {
            case "/refuse" ->
                respond(exchange, 200, "{\"errcode\":1,\"errmsg\":\"no " + exchange.getRequestURI() + "\"}");
            case "/fail" -> respond(exchange, 500, "no " + exchange.getRequestURI());
            case "/move" -> {
                exchange.getResponseHeaders()
                        .set("Location", "http://ann:" + MOVED_SECRET + "@a.example/?b=" + MOVED_SECRET);
                respond(exchange, 302, "moved");
            }
            default -> respond(exchange, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] answer = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    List<Request> requests() {
        return requests;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

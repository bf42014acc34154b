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
package io.rota.env;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks web servers: each question has a limit in time, each answer one in size. Has threads while it is used. Thread-safe.
 */
public final class WebClient implements AutoCloseable {

    /** Of a body, no more than this is read. */
    public static final int BODY_BYTES_MAX = 64 * 1024;

    private static final int THREADS_MAX = 64;
    private static final long IDLE_SECONDS = 5;
    // A client belongs to a time-out; configurations have a few. Beyond it a client serves one question.
    private static final int CLIENTS_MAX = 16;

    /**
     * A question.
     *
     * @param headers names to values; no value may have characters beyond ASCII
     * @param body UTF-8; empty for none
     * @param connectTimeout longest time until there is a connection
     * @param readTimeout longest time from then until the answer is complete
     * @param followRedirects whether an answer may lead elsewhere, though never from https to http
     */
    public record Request(
            String method,
            URI address,
            Map<String, String> headers,
            String body,
            Duration connectTimeout,
            Duration readTimeout,
            boolean followRedirects) {

        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * An answer.
     *
     * @param body as UTF-8, cut after {@link #BODY_BYTES_MAX}
     * @param location where it leads instead, if it does
     */
    public record Response(int status, String body, Optional<String> location) {}

    private record Kind(Duration connectTimeout, boolean followRedirects) {}

    private final ThreadPoolExecutor threads;
    private final Map<Kind, HttpClient> clients = new ConcurrentHashMap<>();

    /**
     * @param threadName the threads' names begin with it
     */
    public WebClient(String threadName) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0,
                THREADS_MAX,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, threadName + "-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                // Whoever brings an answer when all are busy works on it itself.
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /**
     * Asks and waits for the answer. An interruption ends the wait and gives the question up.
     *
     * @throws HttpTimeoutException if one of the time-outs is reached
     * @throws IOException if there is no answer
     * @throws IllegalArgumentException as {@link #check} does
     */
    public Response send(Request request) throws IOException, InterruptedException {
        Duration limit = request.connectTimeout().plus(request.readTimeout());
        CompletableFuture<HttpResponse<byte[]>> answer =
                client(request).sendAsync(made(request), head -> new FirstBytes(BODY_BYTES_MAX));
        try {
            HttpResponse<byte[]> response = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new Response(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response.headers().firstValue("location"));
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no complete answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            // Frees the connection if the answer is not there; nothing otherwise.
            answer.cancel(true);
        }
    }

    /**
     * A text as an address to ask: it begins with {@code http://} or {@code https://} and names a host.
     *
     * @throws IllegalArgumentException if it is none; the message follows the name of a key, and does not repeat the text,
     *     which may hold a secret
     */
    public static URI address(String text) {
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address: " + e.getReason() + " at position " + (e.getIndex() + 1)
                    + ". Write one like https://host/path; other characters as %-escapes.");
        }
        throw new IllegalArgumentException(
                "is no address of a web server. Write one that begins with http:// or https://" + " and names a host.");
    }

    /**
     * Whether a question could be asked.
     *
     * @throws IllegalArgumentException if method, address or a header cannot be sent
     */
    public static void check(Request request) {
        made(request);
    }

    private static HttpRequest made(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.address())
                .method(
                        request.method(),
                        request.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body(), StandardCharsets.UTF_8));
        request.headers().forEach(builder::setHeader);
        return builder.build();
    }

    /** Ends the threads; waits for nothing. */
    @Override
    public void close() {
        clients.clear();
        threads.shutdownNow();
    }

    private HttpClient client(Request request) {
        Kind kind = new Kind(request.connectTimeout(), request.followRedirects());
        HttpClient known = clients.get(kind);
        if (known != null) {
            return known;
        }
        return clients.size() < CLIENTS_MAX ? clients.computeIfAbsent(kind, this::make) : make(kind);
    }

    private HttpClient make(Kind kind) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(kind.connectTimeout())
                .followRedirects(kind.followRedirects() ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
                .executor(threads)
                .build();
    }

    /** Keeps the first bytes of a body and does not wait for the rest. */
    private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {

        private final int max;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        FirstBytes(int max) {
            this.max = max;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[Math.min(buffer.remaining(), max - bytes.size())];
                buffer.get(part);
                bytes.write(part, 0, part.length);
            }
            if (bytes.size() >= max && subscription != null) {
                subscription.cancel();
                body.complete(bytes.toByteArray());
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}

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
package io.rota.internal.execution;

import io.rota.api.JobConfiguration;
import io.rota.api.SecretTexts;
import io.rota.api.ShardingContext;
import io.rota.env.WebClient;
import io.rota.spi.EndSignal;
import io.rota.spi.JobProps;
import io.rota.spi.TypedJobItemExecutor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code HTTP}: a request for each item. */
public final class HttpItems implements TypedJobItemExecutor {

    static final String URI_KEY = "http.uri";

    private static final String URI_KEY_TOO = "http.url";
    private static final String METHOD = "http.method";
    private static final String CONTENT_TYPE = "http.content.type";
    private static final String FOLLOW_REDIRECTS = "http.follow.redirects";
    private static final String HEADERS = "http.headers.";
    private static final Set<String> METHODS = Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Set<String> METHODS_WITH_BODY = Set.of("DELETE", "PATCH", "POST", "PUT");
    // What a failure repeats of the answer.
    private static final int BODY_LENGTH_MAX = 1_000;

    private final WebClient client;
    private final Set<String> allowedHosts;

    /**
     * @param allowedHosts hosts that may be asked, or {@code host:port}; empty for all
     */
    public HttpItems(WebClient client, Set<String> allowedHosts) {
        this.client = client;
        this.allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Override
    public String getType() {
        return "HTTP";
    }

    @Override
    public void check(JobConfiguration definition) {
        request(definition, Map.of());
    }

    @Override
    public void process(JobConfiguration definition, ShardingContext context, EndSignal end) throws Exception {
        WebClient.Request request = request(definition, headers(context));
        String what = request.method() + " " + shown(request.address());
        WebClient.Response response;
        try {
            response = client.send(request);
        } catch (IOException e) {
            throw new IllegalStateException(
                    what + " has no answer: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        } catch (InterruptedException e) {
            InterruptedException told = new InterruptedException(what
                    + " was given up: its time-out, a stop or the end of the lease interrupted it. The server may have"
                    + " done its work.");
            told.initCause(e);
            throw told;
        }
        if (response.status() >= 400) {
            throw new IllegalStateException(
                    what + " was answered with status " + response.status() + ": " + beginning(response.body()));
        }
        if (response.status() >= 300) {
            throw new IllegalStateException(what + " was answered with status " + response.status()
                    + ", which leads elsewhere"
                    + response.location().map(to -> " (" + firstOf(to) + ")").orElse("")
                    + ", so nothing was done. Write the right address, or " + FOLLOW_REDIRECTS + ": true.");
        }
    }

    private WebClient.Request request(JobConfiguration definition, Map<String, String> contextHeaders) {
        JobProps props = new JobProps(definition);
        String key = props.text(URI_KEY).isEmpty() && props.text(URI_KEY_TOO).isPresent() ? URI_KEY_TOO : URI_KEY;
        URI address = address(props, key);
        boolean followRedirects = props.flag(FOLLOW_REDIRECTS, false);
        checkHost(props, key, address, followRedirects);
        String method = props.text(METHOD).orElse("GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw props.wrong(
                    METHOD,
                    "is '" + method + "'. Write one of "
                            + METHODS.stream().sorted().toList() + ".");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        props.text(CONTENT_TYPE).ifPresent(type -> headers.put("Content-Type", type));
        definition.getProps().forEach((name, value) -> {
            if (name.startsWith(HEADERS)) {
                headers.put(name.substring(HEADERS.length()), value);
            }
        });
        headers.putAll(contextHeaders);
        WebClient.Request request = new WebClient.Request(
                method,
                address,
                headers,
                METHODS_WITH_BODY.contains(method) ? definition.getProps().getOrDefault("http.data", "") : "",
                props.millis("http.connect.timeout.milliseconds", 3_000),
                props.millis("http.read.timeout.milliseconds", 5_000),
                followRedirects);
        checkHeaders(props, request);
        return request;
    }

    private static URI address(JobProps props, String key) {
        String text = props.required(key, "'" + URI_KEY + ": https://host/path'");
        try {
            return WebClient.address(text);
        } catch (IllegalArgumentException e) {
            throw props.wrong(key, String.valueOf(e.getMessage()));
        }
    }

    private void checkHost(JobProps props, String key, URI address, boolean followRedirects) {
        if (allowedHosts.isEmpty()) {
            return;
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (!allowedHosts.contains(host) && !allowedHosts.contains(host + ":" + address.getPort())) {
            throw props.wrong(
                    key,
                    "leads to the host '" + host + "', which is not among those that HTTP jobs may ask: "
                            + allowedHosts.stream().sorted().toList() + ". Add it there, or write another address.");
        }
        if (followRedirects) {
            throw props.wrong(
                    FOLLOW_REDIRECTS,
                    "is true, which could lead to any host, but the hosts that HTTP jobs may ask are limited. Remove one"
                            + " of the two.");
        }
    }

    private static void checkHeaders(JobProps props, WebClient.Request request) {
        request.headers().forEach((name, value) -> {
            try {
                WebClient.check(new WebClient.Request(
                        request.method(),
                        request.address(),
                        Map.of(name, value),
                        "",
                        request.connectTimeout(),
                        request.readTimeout(),
                        false));
            } catch (IllegalArgumentException e) {
                // Its message repeats the value, which may be a secret.
                throw props.wrong(
                        name.equalsIgnoreCase("Content-Type") ? CONTENT_TYPE : HEADERS + name,
                        "cannot be sent as a header. Write a name that HTTP lets clients set, and a value of ASCII"
                                + " characters without line breaks.");
            }
        });
    }

    private static Map<String, String> headers(ShardingContext context) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("shardingContext", ContextJson.of(context, true));
        headers.put("Rota-Fire-Time", String.valueOf(context.getScheduledFireTime()));
        headers.put("Rota-Attempt", String.valueOf(context.getAttempt()));
        headers.put("Rota-Fencing-Token", String.valueOf(context.getFencingToken()));
        headers.put(
                "Rota-Lease-Remaining-Milliseconds",
                String.valueOf(context.getLeaseRemaining().toMillis()));
        // Names of jobs may have characters that headers may not.
        headers.put(
                "Idempotency-Key",
                URLEncoder.encode(context.getIdempotencyKey(), StandardCharsets.UTF_8)
                        .replace("%2F", "/"));
        return headers;
    }

    /** Without user, password and query, which may be secret. */
    private static String shown(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    }

    /** An answer may repeat what it was asked with. */
    private static String beginning(String body) {
        String text = body.length() > BODY_LENGTH_MAX ? body.substring(0, BODY_LENGTH_MAX) + " ..." : body;
        return text.isBlank()
                ? "(no body)"
                : SecretTexts.hidden(
                        text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ").strip());
    }

    private static String firstOf(String location) {
        int query = location.indexOf('?');
        String text = query < 0 ? location : location.substring(0, query);
        return beginning(text.length() > 200 ? text.substring(0, 200) : text);
    }
}

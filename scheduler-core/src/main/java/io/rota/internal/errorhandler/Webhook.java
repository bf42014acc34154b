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
package io.rota.internal.errorhandler;

import io.rota.env.WebClient;
import io.rota.spi.JobProps;
import io.rota.spi.JsonText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A chat group's address for programs: takes a text, and answers with an error code that is 0 if it was accepted. */
final class Webhook {

    private static final Pattern ERROR_CODE = Pattern.compile("\"errcode\"\\s*:\\s*\"?(-?\\d+)");
    private static final Pattern ERROR_TEXT = Pattern.compile("\"errmsg\"\\s*:\\s*\"([^\"]{0,500})");
    private static final int OK = 200;

    private final WebClient client;
    private final URI address;
    private final Duration connectTimeout;
    private final Duration readTimeout;

    /**
     * Reads the settings.
     *
     * @param prefix of the keys, with its dot
     */
    Webhook(WebClient client, JobProps props, String prefix) {
        this.client = client;
        String key = prefix + "webhook";
        String text = props.required(key, "'" + key + ": https://...' as the chat shows it");
        try {
            address = WebClient.address(text);
        } catch (IllegalArgumentException e) {
            throw props.wrong(key, String.valueOf(e.getMessage()));
        }
        // Without the unit as examples of ElasticJob have them.
        Duration connect = props.millis(prefix + "connectTimeout", 3_000);
        Duration read = props.millis(prefix + "readTimeout", 5_000);
        connectTimeout = props.millis(prefix + "connectTimeoutMilliseconds", (int) connect.toMillis());
        readTimeout = props.millis(prefix + "readTimeoutMilliseconds", (int) read.toMillis());
    }

    /**
     * Posts a text.
     *
     * @param parameters more query parameters, without the leading {@code &}; empty for none
     * @throws IOException if it was not accepted
     */
    void post(String text, String parameters) throws IOException, InterruptedException {
        WebClient.Response response = client.send(new WebClient.Request(
                "POST",
                with(parameters),
                Map.of("Content-Type", "application/json; charset=UTF-8"),
                "{\"msgtype\":\"text\",\"text\":{\"content\":" + JsonText.quote(text, false) + "}}",
                connectTimeout,
                readTimeout,
                false));
        if (response.status() != OK) {
            throw new IOException("the webhook answered with status " + response.status());
        }
        Matcher code = ERROR_CODE.matcher(response.body());
        if (!code.find()) {
            throw new IOException(
                    "the webhook's answer has no errcode; check that the address is that of a chat's robot");
        }
        if (!code.group(1).equals("0")) {
            Matcher reason = ERROR_TEXT.matcher(response.body());
            throw new IOException("the webhook refused the message with errcode " + code.group(1)
                    + (reason.find() ? ": " + reason.group(1) : ""));
        }
    }

    private URI with(String parameters) {
        if (parameters.isEmpty()) {
            return address;
        }
        String separator = address.getRawQuery() == null ? "?" : "&";
        return URI.create(address + separator + parameters);
    }
}

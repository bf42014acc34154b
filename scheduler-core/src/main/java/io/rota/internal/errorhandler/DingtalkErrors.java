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

import io.rota.api.JobConfiguration;
import io.rota.env.TimeSource;
import io.rota.env.WebClient;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobProps;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code DINGTALK}: a message to a group of DingTalk, with its keyword and signed if the group asks for that. */
public final class DingtalkErrors implements JobErrorHandler {

    // The chat takes 20,000; nobody reads that much there.
    private static final int TEXT_BYTES_MAX = 6_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final Outbox outbox;
    private final WebClient client;
    private final TimeSource time;

    public DingtalkErrors(Outbox outbox, WebClient client, TimeSource time) {
        this.outbox = outbox;
        this.client = client;
        this.time = time;
    }

    @Override
    public String getType() {
        return "DINGTALK";
    }

    @Override
    public JobErrorHandler forJob(JobConfiguration definition) {
        JobProps props = new JobProps(definition);
        Webhook webhook = new Webhook(client, props, "dingtalk.");
        String keyword = props.text("dingtalk.keyword").orElse("");
        Optional<String> secret = props.text("dingtalk.secret");
        return new Told(getType(), definition, outbox, (failure, suppressed) -> {
            // Signed when it leaves: the signature is good for an hour, and the message may have waited.
            String signature = secret.isPresent() ? signature(secret.get(), time.wallMillis()) : "";
            webhook.post(keyword + failure.text(suppressed, TEXT_BYTES_MAX), signature);
        });
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        throw new IllegalStateException("It has no settings. Ask for the handler of a job first.");
    }

    /** The query parameters that prove the secret. */
    static String signature(String secret, long timestamp) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        byte[] sign = mac.doFinal((timestamp + "\n" + secret).getBytes(StandardCharsets.UTF_8));
        return "timestamp=" + timestamp + "&sign="
                + URLEncoder.encode(Base64.getEncoder().encodeToString(sign), StandardCharsets.UTF_8);
    }
}

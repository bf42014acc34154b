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
import io.rota.env.WebClient;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobProps;

/** {@code WECHAT}: a message to a group of WeCom. */
public final class WechatErrors implements JobErrorHandler {

    // What the chat accepts.
    private static final int TEXT_BYTES_MAX = 2_048;

    private final Outbox outbox;
    private final WebClient client;

    public WechatErrors(Outbox outbox, WebClient client) {
        this.outbox = outbox;
        this.client = client;
    }

    @Override
    public String getType() {
        return "WECHAT";
    }

    @Override
    public JobErrorHandler forJob(JobConfiguration definition) {
        Webhook webhook = new Webhook(client, new JobProps(definition), "wechat.");
        return new Told(
                getType(),
                definition,
                outbox,
                (failure, suppressed) -> webhook.post(failure.text(suppressed, TEXT_BYTES_MAX), ""));
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        throw new IllegalStateException("It has no settings. Ask for the handler of a job first.");
    }
}

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
import io.rota.api.JobConfigurationException;
import io.rota.spi.JobErrorHandler;
import io.rota.spi.JobProps;

/** {@code EMAIL}: a mail. This class is used without the mail library as well, to tell that it is missing. */
public final class MailErrors implements JobErrorHandler {

    private final Outbox outbox;

    public MailErrors(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public String getType() {
        return "EMAIL";
    }

    @Override
    public JobErrorHandler forJob(JobConfiguration definition) {
        MailSettings settings = MailSettings.of(new JobProps(definition));
        try {
            return new Told(getType(), definition, outbox, Mailer.with(settings, new JobProps(definition)));
        } catch (LinkageError | IllegalStateException e) {
            JobConfigurationException missing = new JobConfigurationException(
                    definition.getJobName(),
                    "job-error-handler-type",
                    "job-error-handler-type EMAIL needs Jakarta Mail, which is not on the class path or not complete ("
                            + e.getMessage()
                            + "). Add the dependency org.eclipse.angus:angus-mail, or name another handler.");
            missing.initCause(e);
            throw missing;
        }
    }

    @Override
    public void handleException(String jobName, String where, Throwable cause) {
        throw new IllegalStateException("It has no settings. Ask for the handler of a job first.");
    }
}

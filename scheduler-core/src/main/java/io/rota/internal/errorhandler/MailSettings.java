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

import io.rota.spi.JobProps;
import java.time.Duration;
import java.util.Optional;

/**
 * How a job's mails are sent.
 *
 * @param useTls whether the connection is encrypted from its first byte
 * @param startTls whether it is encrypted before anything but a greeting is said
 * @param trust hosts whose certificates are not checked, as the mail library takes them; usually absent
 * @param to recipients, divided by commas
 */
record MailSettings(
        String host,
        int port,
        String username,
        String password,
        boolean useTls,
        boolean startTls,
        Optional<String> trust,
        String from,
        String to,
        Optional<String> cc,
        Optional<String> bcc,
        Optional<String> subject,
        boolean debug,
        Duration connectTimeout,
        Duration readTimeout) {

    private static final int PORT_MAX = 65_535;

    static MailSettings of(JobProps props) {
        boolean startTls = props.flag("email.starttls", false);
        props.required("email.port", "'email.port: 465'");
        return new MailSettings(
                props.required("email.host", "'email.host: smtp.example.com'"),
                props.number("email.port", 0, 1, PORT_MAX),
                props.required("email.username", "'email.username: scheduler'"),
                props.required("email.password", "'email.password: ${MAIL_PASSWORD}'"),
                props.flag("email.useSsl", true) && !startTls,
                startTls,
                props.text("email.ssl.trust"),
                props.required("email.from", "'email.from: scheduler@example.com'"),
                props.required("email.to", "'email.to: a@example.com,b@example.com'"),
                props.text("email.cc"),
                props.text("email.bcc"),
                props.text("email.subject"),
                props.flag("email.debug", false),
                props.millis("email.connectTimeoutMilliseconds", 10_000),
                props.millis("email.readTimeoutMilliseconds", 10_000));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailSettings[" + username + " at " + host + ":" + port + "]";
    }
}

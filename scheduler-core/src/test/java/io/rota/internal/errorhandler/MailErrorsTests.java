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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.rota.CapturedLog;
import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import io.rota.env.ManualEnv;
import io.rota.env.ServiceThreads;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real mails to a real server inside this process. */
class MailErrorsTests {

    private final ManualEnv world = new ManualEnv();
    private final Outbox outbox = new Outbox(world, new ServiceThreads("test-notify", 1, 10, Duration.ofSeconds(5)));
    private final MailErrors errors = new MailErrors(outbox);
    private GreenMail server = new GreenMail();

    private void serve(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        setup.setServerStartupTimeout(20_000);
        server = new GreenMail(setup);
        server.start();
        server.setUser("scheduler@example.com", "scheduler", "tiger-1");
    }

    private int port(String protocol) {
        return protocol.equals("smtps")
                ? server.getSmtps().getPort()
                : server.getSmtp().getPort();
    }

    @AfterEach
    void end() {
        outbox.close();
        server.stop();
    }

    private static JobConfiguration.Builder job(int port) {
        return JobConfiguration.newBuilder("report", 1)
                .setProperty("email.host", "127.0.0.1")
                .setProperty("email.port", String.valueOf(port))
                .setProperty("email.username", "scheduler")
                .setProperty("email.password", "tiger-1")
                .setProperty("email.from", "scheduler@example.com")
                .setProperty("email.to", "a@example.com, b@example.com")
                .setProperty("email.useSsl", "false");
    }

    private void fail(JobConfiguration.Builder job) {
        errors.forJob(job.build())
                .handleException(
                        "report", "job 'report', item 0", new IllegalStateException("北: login with tiger-1 failed"));
    }

    @Test
    void aMail_reachesAllItsRecipients_andItsTextHasNoSecret() throws Exception {
        serve("smtp");
        fail(job(port("smtp"))
                .setProperty("email.cc", "c@example.com,d@example.com")
                .setProperty("email.bcc", "e@example.com")
                .setProperty("email.subject", "故障"));
        assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
        await().untilAsserted(() -> assertThat(server.getReceivedMessages()).hasSize(5));
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("故障");
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("scheduler@example.com");
        assertThat(Arrays.toString(mail.getRecipients(Message.RecipientType.TO)))
                .isEqualTo("[a@example.com, b@example.com]");
        assertThat(Arrays.toString(mail.getRecipients(Message.RecipientType.CC)))
                .isEqualTo("[c@example.com, d@example.com]");
        assertThat(mail.getContentType()).startsWith("text/plain");
        assertThat(mail.getContent().toString())
                .contains("A run of job 'report' failed.", "北: login with *** failed", "at io.rota")
                .doesNotContain("tiger-1");
    }

    @Test
    void withoutASubject_theMailNamesTheJob() throws Exception {
        serve("smtp");
        fail(job(port("smtp")));
        assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
        assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("A run of job 'report' failed");
    }

    @Test
    void overTls_theMailArrives_ifTheCertificateIsTrusted() throws Exception {
        serve("smtps");
        fail(job(port("smtps")).setProperty("email.useSsl", "true").setProperty("email.ssl.trust", "127.0.0.1"));
        assertThat(server.waitForIncomingEmail(20_000, 1)).isTrue();
    }

    @Test
    void overTls_toAServerThatCannotProveItsName_nothingIsSent() {
        serve("smtps");
        assertThat(trouble(job(port("smtps")).setProperty("email.useSsl", "true")))
                .contains("EMAIL: nobody was told", "SSLHandshakeException");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void whereEncryptionIsAskedForAndNotOffered_nothingIsSent() {
        serve("smtp");
        assertThat(trouble(job(port("smtp")).setProperty("email.starttls", "true")))
                .contains("STARTTLS is required");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPassword_isLogged_andNotRepeatedThere() {
        serve("smtp");
        assertThat(trouble(job(port("smtp")).setProperty("email.password", "lion-22")))
                .contains("AuthenticationFailedException")
                .doesNotContain("lion-22");
    }

    @Test
    void aServerThatSaysNothing_isGivenUpInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(trouble(job(silent.getLocalPort()).setProperty("email.readTimeoutMilliseconds", "200")))
                    .contains("SocketTimeoutException");
        }
    }

    private String trouble(JobConfiguration.Builder job) {
        try (CapturedLog log = CapturedLog.of(Outbox.class)) {
            fail(job);
            // The server's threads fail, too, where it is meant to be refused.
            await().dontCatchUncaughtExceptions()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !log.troubles().isEmpty());
            return log.troubles().get(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "port", "username", "password", "from", "to"})
    void aMissingSetting_isRefusedByJobAndKey(String key) {
        assertThatThrownBy(() ->
                        errors.forJob(job(25).setProperty("email." + key, "").build()))
                .isInstanceOfSatisfying(JobConfigurationException.class, wrong -> {
                    assertThat(wrong.jobName()).isEqualTo("report");
                    assertThat(wrong.property()).isEqualTo("props.email." + key);
                })
                .hasMessageContaining("props.email." + key + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email.port     | smtp          | is 'smtp'",
                "email.port     | 70000         | is '70000'",
                "email.useSsl   | yes           | is neither",
                "email.to       | a b@c         | is no list",
                "email.from     | @             | is no list",
                "email.cc       | ,             | is no list",
            })
    void aMalformedSetting_isRefusedByKey(String key, String value, String problem) {
        assertThatThrownBy(() -> errors.forJob(job(25).setProperty(key, value).build()))
                .isInstanceOf(JobConfigurationException.class)
                .hasMessageContaining("props." + key)
                .hasMessageContaining(problem);
    }
}

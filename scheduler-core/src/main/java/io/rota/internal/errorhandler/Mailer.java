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
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** Sends mails by SMTP; the only class that knows the mail library. */
final class Mailer implements Told.Channel {

    private static final int TEXT_BYTES_MAX = 32 * 1024;
    private static final String SMTP = "smtp";

    private final MailSettings settings;
    private final Session session;
    private final Address from;
    private final Address[] to;
    private final Address[] cc;
    private final Address[] bcc;

    private Mailer(MailSettings settings, JobProps props) {
        this.settings = settings;
        from = addresses(props, "email.from", Optional.of(settings.from()))[0];
        to = addresses(props, "email.to", Optional.of(settings.to()));
        cc = addresses(props, "email.cc", settings.cc());
        bcc = addresses(props, "email.bcc", settings.bcc());
        // Not the default session, which would be one for all jobs and for the application.
        session = Session.getInstance(properties(settings));
        session.setDebug(settings.debug());
    }

    /**
     * Checks the settings and that the library is complete.
     *
     * @throws LinkageError if the library's interface is missing
     * @throws IllegalStateException if what implements it is
     */
    static Told.Channel with(MailSettings settings, JobProps props) {
        Mailer mailer = new Mailer(settings, props);
        try {
            mailer.session.getTransport(SMTP);
            new MimeMessage(mailer.session);
        } catch (NoSuchProviderException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return mailer;
    }

    @Override
    public void send(Failure failure, int suppressed) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, to);
        message.setRecipients(Message.RecipientType.CC, cc);
        message.setRecipients(Message.RecipientType.BCC, bcc);
        message.setSubject(
                settings.subject().orElse("A run of job '" + failure.job().getJobName() + "' failed"),
                StandardCharsets.UTF_8.name());
        message.setText(failure.text(suppressed, TEXT_BYTES_MAX), StandardCharsets.UTF_8.name());
        message.saveChanges();
        try (Transport transport = session.getTransport(SMTP)) {
            transport.connect(settings.host(), settings.port(), settings.username(), settings.password());
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private static Address[] addresses(JobProps props, String key, Optional<String> list) {
        try {
            Address[] addresses = InternetAddress.parse(list.orElse(""), true);
            if (list.isPresent() && addresses.length == 0) {
                throw new AddressException("it names nobody");
            }
            return addresses;
        } catch (AddressException e) {
            throw props.wrong(
                    key,
                    "'" + list.orElse("") + "' is no list of addresses: " + e.getMessage()
                            + ". Write addresses divided by commas, for example a@example.com,b@example.com.");
        }
    }

    private static Properties properties(MailSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", SMTP);
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.useTls()));
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(settings.startTls()));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(settings.startTls()));
        // A certificate that nobody checks may bear any name.
        properties.setProperty(
                "mail.smtp.ssl.checkserveridentity",
                String.valueOf(settings.trust().isEmpty()));
        settings.trust().ifPresent(hosts -> properties.setProperty("mail.smtp.ssl.trust", hosts));
        String connectMillis = String.valueOf(settings.connectTimeout().toMillis());
        String readMillis = String.valueOf(settings.readTimeout().toMillis());
        properties.setProperty("mail.smtp.connectiontimeout", connectMillis);
        properties.setProperty("mail.smtp.timeout", readMillis);
        properties.setProperty("mail.smtp.writetimeout", readMillis);
        return properties;
    }
}

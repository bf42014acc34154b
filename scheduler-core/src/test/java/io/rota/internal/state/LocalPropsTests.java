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
package io.rota.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.rota.api.JobConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the registry may say, and what it may not even know. */
class LocalPropsTests {

    private static JobConfiguration with(String... keysAndValues) {
        JobConfiguration.Builder job = JobConfiguration.newBuilder("report", 1);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            job.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return job.build();
    }

    @Test
    void commandsAddressesAndSecrets_areLocal_andTheRestIsTheRegistrys() {
        JobConfiguration local = with(
                "script.command.line",
                "mine",
                "email.password",
                "p",
                "my.api-key",
                "k",
                "batch",
                "10",
                "only.here",
                "x");
        JobConfiguration registered = with(
                "script.command.line", "evil", "http.uri", "http://evil/", "batch", "20", "dingtalk.webhook", "evil");
        assertThat(LocalProps.inForce(registered, local, false).getProps())
                .isEqualTo(
                        Map.of("script.command.line", "mine", "email.password", "p", "my.api-key", "k", "batch", "20"));
    }

    @Test
    void whereCommandsMayComeFromTheRegistry_theyDo_andWhatItDoesNotHaveIsLocal() {
        JobConfiguration local = with("script.command.line", "mine", "email.password", "p", "batch", "10");
        JobConfiguration registered = with("script.command.line", "theirs", "batch", "20");
        assertThat(LocalProps.inForce(registered, local, true).getProps())
                .isEqualTo(Map.of("script.command.line", "theirs", "email.password", "p", "batch", "20"));
    }

    @Test
    void whatIsNotConcerned_staysTheSame() {
        JobConfiguration registered = with("batch", "20");
        assertThat(LocalProps.inForce(registered, with(), false)).isSameAs(registered);
        assertThat(LocalProps.published(registered)).isSameAs(registered);
    }

    @Test
    void secrets_areNotPublished_andCommandsAre() {
        JobConfiguration local = with(
                "script.command.line", "mine",
                "email.password", "p",
                "dingtalk.secret", "s",
                "wechat.webhook", "https://chat/?key=1",
                "http.headers.Authorization", "Bearer x",
                "dingtalk.keyword", "alarm");
        assertThat(LocalProps.published(local).getProps())
                .isEqualTo(Map.of("script.command.line", "mine", "dingtalk.keyword", "alarm"));
    }

    @Test
    void valuesWithASecretInside_areNotPublished_andAreInForceAllTheSame() {
        JobConfiguration local = with(
                "http.uri", "http://user:pass@host/",
                "database", "jdbc:mysql://user:pass@host/orders",
                "script.command.line", "load --password=x",
                "http.data", "{\"client_secret\": \"x\"}",
                "http.headers.Accept", "text/plain; q=0.5",
                "mail", "ann@example.com",
                "batch", "10");
        JobConfiguration published = LocalProps.published(local);
        assertThat(published.getProps())
                .isEqualTo(
                        Map.of("http.headers.Accept", "text/plain; q=0.5", "mail", "ann@example.com", "batch", "10"));
        assertThat(LocalProps.inForce(published, local, false).getProps()).isEqualTo(local.getProps());
        assertThat(LocalProps.inForce(published, local, true).getProps()).isEqualTo(local.getProps());
        assertThat(LocalProps.inForce(with("database", "jdbc:other"), local, false)
                        .getProps())
                .containsEntry("database", "jdbc:other");
    }

    @Test
    void whatTheRegistrySaysToNoEffect_isTold() {
        JobConfiguration local = with("script.command.line", "mine", "http.uri", "http://a/");
        JobConfiguration registered =
                with("script.command.line", "evil", "http.uri", "http://a/", "batch", "20", "email.host", "evil");
        assertThat(LocalProps.overruled(registered, LocalProps.inForce(registered, local, false)))
                .containsExactly("email.host", "script.command.line");
        assertThat(LocalProps.overruled(registered, LocalProps.inForce(registered, local, true)))
                .isEmpty();
    }
}

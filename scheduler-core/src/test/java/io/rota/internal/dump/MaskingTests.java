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
package io.rota.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.rota.api.JobConfiguration;
import io.rota.internal.state.ConfigYaml;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTests {

    private static final String CANARY = "c4n4ry";

    private final Masking masking = new Masking();

    // ---- addresses

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "192.0.2.2@-@19916 > ip1@-@19916",
                "192.0.2.2:2181,192.0.2.3:2181,192.0.2.2:9 > ip1:2181,ip2:2181,ip1:9",
                "fe80::1%eth0@-@7 > ip1@-@7",
                "fe80::1, FE80:0::1 and fe80:0000:0:0:0:0:0:1. > ip1, ip1 and ip1.",
                "[2001:db8::2]:2181 is down > [ip1]:2181 is down",
                "fe80::1: refused > ip1: refused",
                "::1 is this machine > ip1 is this machine",
                "::ffff:192.0.2.2 is 192.0.2.2 > ip1 is ip1",
                "64:ff9b::192.0.2.2 is not 192.0.2.2 > ip1 is not ip2",
                "server:fe80::1 > server:ip1",
                "1:2:3:4:5:6:7:8 > ip1",
            })
    void address_isANumber_theSameForAllItsSpellings(String text, String masked) {
        assertThat(masking.ofText(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at 10:00:05 and 10:00:06Z",
                "version 1.2.3.4.5 of 1.2.3",
                "aa:bb:cc:dd:ee:ff",
                "1:2:3:4:5:6:7",
                "everywhere is ::",
                "io.rota.api.SimpleJob: a, b: c",
                "0=Beijing,1=Shanghai"
            })
    void whatIsNoAddress_staysAsItIs(String text) {
        assertThat(masking.ofText(text)).isEqualTo(text);
    }

    @Test
    void numbers_goOnThroughTheDump() {
        assertThat(masking.ofLine("/job/servers/192.0.2.9", "ENABLED")).isEqualTo("/job/servers/ip1 | ENABLED");
        assertThat(masking.ofLine("/job/servers/192.0.2.10", "ENABLED")).isEqualTo("/job/servers/ip2 | ENABLED");
        assertThat(masking.ofLine("/job/leader/election/instance", "192.0.2.9@-@1"))
                .isEqualTo("/job/leader/election/instance | ip1@-@1");
    }

    // ---- secrets

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email.password",
                "PASSWD",
                "api.secret",
                "accessToken",
                "wechat.webhook",
                "apiKey",
                "db.credentials",
                "Authorization",
                "set-cookie"
            })
    void definition_hidesPropertiesWithASecretName(String key) {
        JobConfiguration job = JobConfiguration.newBuilder("job", 1)
                .setProperty(key, CANARY + " and\nmore " + CANARY)
                .setProperty("email.host", "mail.example.com")
                .build();
        assertThat(config(ConfigYaml.write(job)))
                .doesNotContain(CANARY)
                .contains(key + ": ***")
                .contains("email.host: mail.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "props:\n  password: |-\n    c4n4ry\n    c4n4ry\n  a: b\njobName: job\n",
                "props:\n  password: >\n\n    c4n4ry\n\n  a: b\njobName: job\n",
                "props: {a: b, password: 'c4n4ry ''c4n4ry'}\njobName: job\n",
                "props:\n  password: \"x \\\n    c4n4ry\"\n  a: b\njobName: job\n",
                "props:\n  password: x\n    c4n4ry\n    c4n4ry\n  a: b\njobName: job\n",
                "props:\n  a: b\n  password:\n    deep: [1, c4n4ry]\njobName: job\n",
                "props:\n  a: b\n  ? password\n  : c4n4ry\njobName: job\n",
                "props:\n  a: b\n  \"pass\\x77ord\": c4n4ry\njobName: job\n",
                "description: &it c4n4ry\nprops:\n  a: b\n  password: *it\njobName: job\n",
                "props:\n  a: b # password: c4n4ry\njobName: job\n",
                "props:\n  a: b\n  password: 秘密 c4n4ry 𐐷\njobName: job\n",
            })
    void definition_hidesAValueHoweverItIsWritten_andShowsTheRest(String text) {
        assertThat(config(text)).doesNotContain(CANARY).contains("a: b").contains("jobName: job");
    }

    @Test
    void definition_hidesThePasswordOfATracingDataSource() {
        assertThat(config("""
                        jobExtraConfigurations:
                        - !!org.example.YamlTracingConfiguration
                          tracingStorageConfiguration: !!org.example.YamlDataSourceConfiguration
                            dataSourceClassName: org.h2.jdbcx.JdbcDataSource
                            props:
                              password: c4n4ry
                              url: jdbc:h2:mem:t;PASSWORD=c4n4ry
                              user: sa
                          type: RDB
                        jobName: job
                        """)).doesNotContain(CANARY).contains("user: sa", "url: jdbc:h2:mem:t", "type: RDB");
    }

    @Test
    void definitionThatCannotBeRead_isNotShown() {
        assertThat(config("props:\n  password: 'c4n4ry\n"))
                .isEqualTo("/job/config | (not shown, because it cannot be" + " read as YAML)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://root:c4n4ry@db.example.com/x",
                "jdbc:mysql://db/x?user=a&password=c4n4ry&b=1",
                "jdbc:sqlserver://db;user=sa;password=c4n4ry;b=1",
                "jdbc:oracle:thin:scott/c4n4ry@db:1521:x",
                "https://user:p@c4n4ry@example.com/path",
                "https://example.com/send?key=c4n4ry",
                "https://example.com/send?access_token=c4n4ry",
                "/opt/run.sh --password=c4n4ry -v",
                "/opt/run.sh --api-key='c4n4ry c4n4ry' -v",
                "{\"password\": \"c4n4ry and c4n4ry\", \"a\": 1}",
                "{\\\"password\\\": \\\"c4n4ry and c4n4ry\\\", \\\"a\\\": 1}",
                "Authorization: Bearer c4n4ry",
            })
    void secretInsideOfAValue_isHidden(String value) {
        assertThat(masking.ofLine("/job/other", value)).doesNotContain(CANARY);
        JobConfiguration job = JobConfiguration.newBuilder("job", 1)
                .jobParameter(value)
                .setProperty("a", value)
                .build();
        assertThat(config(ConfigYaml.write(job))).doesNotContain(CANARY).contains("jobName: job");
    }

    @Test
    void fencingTokenOfAnExecutionRecord_isShown() {
        assertThat(masking.ofLine("/job/sharding/3/execution", "state: RUNNING\ntoken: 17"))
                .contains("token: 17");
    }

    @Test
    void controlCharacters_doNotReachATerminal() {
        assertThat(masking.ofLine("/job/x", "a\u001b[2Jb\r\n")).isEqualTo("/job/x | a?[2Jb");
    }

    @Test
    void textMadeToKeepTheSearchBusy_doesNot() {
        for (String piece : List.of("token", "://", "password=\\", "1:", "key ", "::", "jdbc:oracle:", "1.", "-\n")) {
            String value = piece.repeat(65_000 / piece.length());
            assertThat(time(() -> masking.ofLine("/job/x", value))).as(piece).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(masking.ofLine("/job/x", "a".repeat(1_000_000))).contains("1000000 characters");
    }

    @Test
    void anyText_isMaskedWithoutFailure() {
        Random random = new Random(7);
        String alphabet = "01f:.%@/ -=&password\"'\\\n{}[]|>*#é𐐷";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(60); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = text.toString();
            assertThatNoException().as(value).isThrownBy(() -> config(value));
            assertThatNoException().as(value).isThrownBy(() -> masking.ofLine("/job/x", value));
        }
    }

    private String config(String text) {
        return masking.ofLine("/job/config", text);
    }

    private static Duration time(Runnable work) {
        long from = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - from);
    }
}

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

import io.rota.api.JobConfiguration;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTests {

    private static final JobConfiguration JOB = JobConfiguration.newBuilder("report", 1)
            .setProperty("email.password", "tiger-1")
            .setProperty("wechat.webhook", "https://chat/send?key=abcd-ef")
            .setProperty("short.token", "x")
            .build();

    private static String text(Throwable cause, int suppressed, int bytesMax) {
        return new Failure(JOB, "job 'report', item 0", cause).text(suppressed, bytesMax);
    }

    @Test
    void theText_tellsJobPlaceCauseAndWhatWasHeldBack() {
        Exception cause = new IllegalStateException("outer", new IllegalArgumentException("inner"));
        assertThat(text(cause, 12, 100_000))
                .startsWith("A run of job 'report' failed.\njob 'report', item 0\n"
                        + "Besides, 12 more failed since the last message.\n\n"
                        + "java.lang.IllegalStateException: outer\n    at " + FailureTests.class.getName())
                .contains("\nCaused by: java.lang.IllegalArgumentException: inner\n");
        assertThat(text(cause, 0, 100_000)).doesNotContain("Besides");
    }

    @Test
    void causesInACircle_areToldOnce() {
        Exception first = new IllegalStateException("first");
        Exception second = new IllegalStateException("second", first);
        first.initCause(second);
        assertThat(text(first, 0, 100_000).split("Caused by")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 31, 32, 33, 500})
    void aLongText_isCutBetweenCharacters(int bytesMax) {
        String text = text(new IllegalStateException("北😀".repeat(1_000)), 0, bytesMax);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(bytesMax);
        assertThat(text).endsWith("...").doesNotContain("?");
    }

    @Test
    void secrets_areHidden_beTheyTheJobsOrNamedInTheText() {
        String text = text(
                new IllegalStateException(
                        "login tiger-1 at jdbc:x://user:scott@db/x?password=lion&a=b,"
                                + " Authorization: Bearer zzz.yyy, api_key=\"qqq\", posted to https://chat/send?key=abcd-ef; x"),
                0,
                100_000);
        assertThat(text)
                .doesNotContain("tiger-1", "scott", "lion", "zzz", "qqq", "abcd-ef")
                .contains("user:***@db", "password=***&a=b");
    }
}

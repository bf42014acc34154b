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
package io.rota.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** What the page about operations shows is what an application answers, apart from times, names and numbers. */
class OperationsDocumentTests {

    private static final Pattern ANSWER = Pattern.compile(
            "<!-- (GET|POST) (\\S+) -->\\s*\\n```json\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static String document() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/operations.md"))) {
            folder = folder.getParent();
        }
        return Files.readString(folder.resolve("docs/operations.md"));
    }

    @Test
    void answers_areThoseOfAnApplication() throws Exception {
        try (ActuatedApplication application =
                ActuatedApplication.startWith("docs/operations.yaml", "--management.info.elasticjob.enabled=true")) {
            awaitJob(application, "No fire came due");
            SoftAssertions all = new SoftAssertions();
            int answers = 0;
            for (Matcher answer = ANSWER.matcher(document()); answer.find(); answers++) {
                String path = answer.group(2);
                if (answer.group(1).equals("POST")) {
                    assertSame(all, application.post(path, "{}").body(), answer.group(3));
                    awaitJob(application, "\"DONE\"");
                } else {
                    assertSame(all, application.get(path).body(), answer.group(3));
                }
            }
            all.assertThat(answers).isEqualTo(5);
            all.assertAll();
        }
    }

    private static void awaitJob(ActuatedApplication application, String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                application.get("/elasticjob/settle-orders").body())
                        .contains(text));
    }

    private static void assertSame(SoftAssertions all, String answered, String shown) {
        all.assertThat(essence(parse(answered)))
                .as("The application answers%n%s", answered)
                .isEqualTo(essence(parse(shown)));
    }

    private static Map<String, Object> parse(String json) {
        return JsonParserFactory.getJsonParser().parseMap(json);
    }

    /** Without what differs from one time to the next. */
    private static Object essence(Object json) {
        if (json instanceof Map<?, ?> map) {
            Map<String, Object> essence = new LinkedHashMap<>();
            map.forEach((key, value) ->
                    essence.put(String.valueOf(key), "clockSkewMillis".equals(key) ? "a difference" : essence(value)));
            // Only a jar has one, and not every build makes one before its tests.
            essence.remove("version");
            return essence;
        }
        if (json instanceof List<?> list) {
            return list.stream().map(OperationsDocumentTests::essence).toList();
        }
        return json instanceof Number number && number.longValue() > 1_000_000
                ? "a token"
                : String.valueOf(json)
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "a time")
                        .replaceAll("[0-9a-f.:]+@-@[\\w-]+", "an instance")
                        .replaceAll("PT[\\d.]+S", "a duration")
                        .replaceAll("after [\\d.]+ s", "after a while");
    }
}

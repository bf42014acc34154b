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

import io.rota.api.SecretTexts;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobPaths;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Leaves secrets out, and replaces each address of a machine by {@code ip1}, {@code ip2} and so on, in the order of their
 * appearance; the same address is the same number throughout one dump. For one thread.
 */
final class Masking {

    private static final String NOT_READABLE = "(not shown, because it cannot be read as YAML)";

    private static final int VALUE_MAX = 64 * 1024;

    // As written to a terminal, some of them would do something.
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private final Map<String, String> numbers = new HashMap<>();

    /** A node: its path, a bar, and what it says, without the end of its last line. */
    String ofLine(String path, String value) {
        return withoutAddresses(withoutControls(path + " | " + withoutSecrets(path, value.stripTrailing())));
    }

    /** A text of our own that may have a path or an address in it. */
    String ofText(String text) {
        return withoutAddresses(withoutControls(SecretTexts.hidden(text)));
    }

    private static String withoutSecrets(String path, String value) {
        if (value.length() > VALUE_MAX) {
            return "(not shown, because it has " + value.length() + " characters)";
        }
        JobPaths job = new JobPaths(path.split("/", 3)[1]);
        if (path.equals(job.config())) {
            try {
                return SecretTexts.hidden(ConfigYaml.masked(value, SecretTexts::isSecret, SecretTexts.HIDDEN));
            } catch (IllegalArgumentException e) {
                return NOT_READABLE;
            }
        }
        return job.itemOfExecution(path).isPresent() ? SecretTexts.withoutUsers(value) : SecretTexts.hidden(value);
    }

    private static String withoutControls(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    private String withoutAddresses(String text) {
        return IpAddresses.replace(
                text, address -> numbers.computeIfAbsent(address, unknown -> "ip" + (numbers.size() + 1)));
    }
}

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

import io.rota.api.SecretKeys;
import io.rota.internal.state.ConfigYaml;
import io.rota.internal.state.JobPaths;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * Secrets are found by what they are called, in three ways, because each alone has holes:
 *
 *   - A definition is YAML, and a value may have several lines there: it is read, and the whole value is left out. One that
 *     cannot be read is not shown at all.
 *   - Texts inside of values (command lines, JSON, parameters of an address) are searched for name=value and name: value.
 *   - Whatever stands before an '@' in an address is left out, and so are the two words that Oracle's addresses begin with.
 *
 * It is better to hide too much than too little. The fencing token of an execution record is no secret and is shown.
 */
/**
 * Leaves secrets out, and replaces each address of a machine by {@code ip1}, {@code ip2} and so on, in the order of their
 * appearance; the same address is the same number throughout one dump. For one thread.
 */
final class Masking {

    private static final String HIDDEN = "***";
    private static final String NOT_READABLE = "(not shown, because it cannot be read as YAML)";

    private static final int VALUE_MAX = 64 * 1024;

    // A webhook's address is all that one needs to write to its chat.
    private static final String WORDS =
            "(?:passw|passphrase|pwd|secret|token|credential|authorization|cookie|webhook|digest)";
    private static final Pattern SECRET_KEY = Pattern.compile(WORDS + "|key$", Pattern.CASE_INSENSITIVE);
    // Repetitions are limited, so that no text can keep the search busy.
    private static final Pattern ASSIGNED = Pattern.compile(
            "((?:" + WORDS + "[\\w.-]{0,50}+|key)\\\\{0,3}[\"']?\\s{0,9}+[=:][ \\t]{0,9}+)"
                    + "(?:\\\\{0,3}\"[^\"\\n]*+\"|'[^'\\n]*+'|(?:(?:bearer|basic|digest)[ \\t]{1,9}+)?[^\\s&;,'\"]++)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("://([^\\s'\"<>]++)");
    private static final Pattern USER_OF_ORACLE =
            Pattern.compile("(jdbc:oracle:\\w{1,9}:)[^\\s'\"@]{1,1000}+(?=@)", Pattern.CASE_INSENSITIVE);
    // As written to a terminal, some of them would do something.
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private final Map<String, String> numbers = new HashMap<>();

    /** A node: its path, a bar, and what it says, without the end of its last line. */
    String ofLine(String path, String value) {
        return withoutAddresses(withoutControls(path + " | " + withoutSecrets(path, value.stripTrailing())));
    }

    /** A text of our own that may have a path or an address in it. */
    String ofText(String text) {
        return withoutAddresses(withoutControls(hidden(text)));
    }

    private static String withoutSecrets(String path, String value) {
        if (value.length() > VALUE_MAX) {
            return "(not shown, because it has " + value.length() + " characters)";
        }
        JobPaths job = new JobPaths(path.split("/", 3)[1]);
        if (path.equals(job.config())) {
            try {
                return hidden(ConfigYaml.masked(
                        value,
                        key -> SecretKeys.isSecret(key)
                                || SECRET_KEY.matcher(key).find(),
                        HIDDEN));
            } catch (IllegalArgumentException e) {
                return NOT_READABLE;
            }
        }
        return job.itemOfExecution(path).isPresent() ? withoutUsers(value) : hidden(value);
    }

    private static String hidden(String text) {
        return withoutUsers(ASSIGNED.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN)));
    }

    private static String withoutUsers(String text) {
        // To the last '@', because a password may have one.
        String plain = ADDRESS.matcher(text)
                .replaceAll(address -> Matcher.quoteReplacement(
                        address.group(1).indexOf('@') < 0
                                ? address.group()
                                : "://" + HIDDEN
                                        + address.group(1)
                                                .substring(address.group(1).lastIndexOf('@'))));
        return USER_OF_ORACLE.matcher(plain).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }

    private static String withoutControls(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    private String withoutAddresses(String text) {
        return IpAddresses.replace(
                text, address -> numbers.computeIfAbsent(address, unknown -> "ip" + (numbers.size() + 1)));
    }
}

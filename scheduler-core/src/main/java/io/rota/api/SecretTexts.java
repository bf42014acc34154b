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
package io.rota.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * Secrets are found by what they are called, in three ways, because each alone has holes:
 *
 *   - Where there are keys and values, the whole value of a secret's key is left out.
 *   - Texts inside of values (command lines, JSON, parameters of an address) are searched for name=value, name: value and
 *     --name value.
 *   - Whatever stands before an '@' in an address is left out, and so are the two words that Oracle's addresses begin with.
 *
 * It is better to hide too much than too little. The fencing token of an execution record is no secret and is shown.
 */
/** Leaves secrets out of what people are shown. */
public final class SecretTexts {

    /** What is shown instead. */
    public static final String HIDDEN = "***";

    // A webhook's address is all that one needs to write to its chat.
    private static final String WORDS =
            "(?:passw|passphrase|pwd|secret|token|credential|authorization|cookie|webhook|digest)";
    private static final Pattern SECRET_KEY = Pattern.compile(WORDS + "|key$", Pattern.CASE_INSENSITIVE);
    // Repetitions are limited, so that no text can keep the search busy.
    private static final Pattern ASSIGNED = Pattern.compile(
            "((?:" + WORDS + "[\\w.-]{0,50}+|key)\\\\{0,3}[\"']?\\s{0,9}+[=:][ \\t]{0,9}+)"
                    + "(?:\\\\{0,3}\"[^\"\\n]*+\"|'[^'\\n]*+'|(?:(?:bearer|basic|digest)[ \\t]{1,9}+)?[^\\s&;,'\"]++)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION = Pattern.compile(
            "((?<![\\w-])-{1,2}(\\w[\\w.-]{0,50}+)[ \\t]{1,9}+)(?:\"[^\"\\n]*+\"|'[^'\\n]*+'|[^\\s-]\\S*+)");
    private static final Pattern ADDRESS = Pattern.compile("://([^\\s'\"<>]++)");
    private static final Pattern USER_OF_ORACLE =
            Pattern.compile("(jdbc:oracle:\\w{1,9}:)[^\\s'\"@]{1,1000}+(?=@)", Pattern.CASE_INSENSITIVE);

    private SecretTexts() {}

    /** Whether the value of a key is to be left out; takes more for secret than {@link SecretKeys} does. */
    public static boolean isSecret(String key) {
        return SecretKeys.isSecret(key) || SECRET_KEY.matcher(key).find();
    }

    /** A value as it may be shown. */
    public static String hidden(String key, String value) {
        return isSecret(key) ? HIDDEN : hidden(value);
    }

    /** A text without what is called a secret in it. */
    public static String hidden(String text) {
        String assigned = ASSIGNED.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        return withoutUsers(OPTION.matcher(assigned)
                .replaceAll(option -> Matcher.quoteReplacement(
                        isSecret(option.group(2)) ? option.group(1) + HIDDEN : option.group())));
    }

    /** Whether {@link #hidden(String)} would leave something out. */
    public static boolean isIn(String text) {
        return !hidden(text).equals(text);
    }

    /** A text whose addresses tell no users and passwords. */
    public static String withoutUsers(String text) {
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
}

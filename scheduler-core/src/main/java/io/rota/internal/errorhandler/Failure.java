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

import io.rota.api.JobConfiguration;
import io.rota.api.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failed run, to be told to people outside.
 *
 * @param where job, item, fire and token
 */
record Failure(JobConfiguration job, String where, Throwable cause) {

    private static final String HIDDEN = "***";
    private static final String CUT = "\n...";
    private static final int FRAMES_MAX = 40;
    // Replacing a shorter one would make holes into ordinary words.
    private static final int SECRET_LENGTH_MIN = 4;
    private static final Pattern NAMED_SECRET = Pattern.compile(
            "(?i)((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|authorization)[\"']?\\s*[=:]\\s*"
                    + "[\"']?(?:(?:bearer|basic)\\s+)?)[^\\s,;&\"']+");
    private static final Pattern USER_INFO = Pattern.compile("(://[^\\s/:@]+:)[^\\s/@]+@");

    /**
     * A text of bounded length in which secrets are hidden.
     *
     * @param suppressed how many more failures nobody was told of since the last text
     * @param bytesMax longest length in UTF-8
     */
    String text(int suppressed, int bytesMax) {
        StringBuilder text = new StringBuilder("A run of job '")
                .append(job.getJobName())
                .append("' failed.\n")
                .append(where)
                .append('\n');
        if (suppressed > 0) {
            text.append("Besides, ").append(suppressed).append(" more failed since the last message.\n");
        }
        trace(text.append('\n'));
        return cut(masked(text.toString()), bytesMax);
    }

    /** The text with what looks secret hidden, be it by a name beside it or because the job's properties have it. */
    String masked(String text) {
        String masked = text;
        for (String secret : secrets()) {
            masked = masked.replace(secret, HIDDEN);
        }
        masked = NAMED_SECRET.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        return USER_INFO.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN) + "@");
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (Map.Entry<String, String> prop : job.getProps().entrySet()) {
            if (SecretKeys.isSecret(prop.getKey()) && prop.getValue().length() >= SECRET_LENGTH_MIN) {
                secrets.add(prop.getValue());
            }
        }
        // One may contain another.
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return secrets;
    }

    private void trace(StringBuilder text) {
        Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
        String prefix = "";
        for (@Nullable Throwable each = cause; each != null && told.add(each); each = each.getCause()) {
            text.append(prefix).append(each).append('\n');
            StackTraceElement[] frames = each.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
                text.append("    at ").append(frames[i]).append('\n');
            }
            prefix = "Caused by: ";
        }
    }

    private static String cut(String text, int bytesMax) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= bytesMax) {
            return text;
        }
        int bytes = CUT.length();
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > bytesMax) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end) + CUT;
    }
}

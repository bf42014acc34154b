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
package io.rota.spi;

import io.rota.api.JobConfiguration;
import io.rota.api.JobConfigurationException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Reads the further properties of a job; what is missing or malformed is refused with the key and what to write. */
public final class JobProps {

    private final JobConfiguration job;

    public JobProps(JobConfiguration job) {
        this.job = job;
    }

    /** The text of a key, blanks around it removed; empty if it is not set or blank. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(job.getProps().get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * The text of a key that must be set.
     *
     * @param example what could be written, for the message
     */
    public String required(String key, String example) {
        return text(key)
                .orElseThrow(() -> wrong(key, "is missing. Write it below props, for example " + example + "."));
    }

    /** The value of a switch: {@code true} or {@code false}. */
    public boolean flag(String key, boolean byDefault) {
        Optional<String> value = text(key).map(text -> text.toLowerCase(Locale.ROOT));
        if (value.isPresent() && !value.get().equals("true") && !value.get().equals("false")) {
            throw wrong(key, "is neither true nor false. Write one of them.");
        }
        return value.map(Boolean::parseBoolean).orElse(byDefault);
    }

    /** A whole number in a range. */
    public int number(String key, int byDefault, int min, int max) {
        return text(key).map(value -> parsed(key, value, min, max)).orElse(byDefault);
    }

    /** A number of milliseconds, 1 to one hour. */
    public Duration millis(String key, int byDefault) {
        return Duration.ofMillis(number(key, byDefault, 1, 3_600_000));
    }

    /**
     * An exception that names job and key.
     *
     * @param problem follows the key: what is wrong, then what to write
     */
    public JobConfigurationException wrong(String key, String problem) {
        return new JobConfigurationException(job.getJobName(), "props." + key, "props." + key + " " + problem);
    }

    private int parsed(String key, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below together with numbers out of range.
        }
        throw wrong(key, "is '" + value + "'. Write a whole number, " + min + " to " + max + ".");
    }
}

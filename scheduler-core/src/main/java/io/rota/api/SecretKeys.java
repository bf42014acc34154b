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

import java.util.List;
import java.util.Locale;

/** Tells by its key whether a value is to be kept out of the registry, of logs and of messages. */
public final class SecretKeys {

    // A webhook's address is all that one needs to write to its chat.
    private static final List<String> WORDS = List.of(
            "passw",
            "passphrase",
            "pwd",
            "secret",
            "token",
            "credential",
            "authorization",
            "cookie",
            "webhook",
            "digest");

    private SecretKeys() {}

    /** Whether the last part of a key says that its value is a secret. */
    public static boolean isSecret(String key) {
        String last = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return last.endsWith("key") || WORDS.stream().anyMatch(last::contains);
    }
}

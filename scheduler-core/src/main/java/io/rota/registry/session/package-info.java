/** What does every session owe its scheduler, whatever the backend? Each answer once, watches that do not flood, news of outages. */
@NullMarked
package io.rota.registry.session;

import org.jspecify.annotations.NullMarked;

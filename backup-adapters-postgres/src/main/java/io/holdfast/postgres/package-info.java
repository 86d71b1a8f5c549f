/**
 * Everything that speaks to PostgreSQL: {@code dump} runs its programs; {@code state} will keep the settings, triggers
 * and history of the service.
 */
package io.holdfast.postgres;

/* Standing release rules: what is posted is released by itself. */
#include "gate/policy.h"
#include "intel/type.h"
#include "node/api_inside.h"

/* No level of RED: that goes to persons, whom no rule knows. */
static const char *const levels[] = {[TLP_CLEAR] = "clear",
                                     [TLP_GREEN] = "green",
                                     [TLP_AMBER] = "amber",
                                     [TLP_AMBER_STRICT] = "amber+strict"};
enum { LEVELS = sizeof levels / sizeof levels[0] };

static bool read_level(struct span word, int64_t *ret_level, struct error *err)
{
    for (size_t i = 0; i < LEVELS; i++)
        if (span_is(word, levels[i])) {
            *ret_level = (int64_t)i;
            return true;
        }
    return error_input(err, ERROR_VALUE, "tlp", "expected clear, green, amber or amber+strict");
}

static void write_rule(struct api_request *request, const struct world *world,
                       const struct release_rule *rule)
{
    struct json_writer *json = &request->json;
    const struct stored_audience *to = world_audience(world, rule->audience);
    json_u64(json, "number", (uint64_t)rule->number);
    json_string(json, "kind", rule->kind);
    if (rule->role != 0)
        json_text(json, "role", role_name((int)rule->role));
    json_text(json, "tlp", rule->tlp >= 0 && rule->tlp < LEVELS ? levels[rule->tlp] : "red");
    if (to != NULL)
        api_write_audience(json, "to", to);
    api_write_moment(json, "made", rule->made);
}

bool api_rules(struct api_request *request, struct error *err)
{
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_open_array(json, "rules");
    for (size_t i = 0; i < request->world->rule_count; i++) {
        json_open_object(json, NULL);
        write_rule(request, request->world, &request->world->rules[i]);
        json_close(json);
    }
    json_close(json);
    json_close(json);
    return api_end(request, err);
}

enum { RULE_KIND, RULE_ROLE, RULE_TLP, RULE_TO, RULE_FIELDS };

/* A type that the program does not know may be a request's: those have no rules. */
static bool read_rule(struct api_request *request, struct release_rule *ret_rule, struct error *err)
{
    struct api_field fields[RULE_FIELDS] = {
        {"kind", true, {0}}, {"role", false, {0}}, {"tlp", true, {0}}, {"to", true, {0}}};
    const struct stored_audience *to = NULL;
    struct release_rule rule = {.account = request->call->who->account};
    if (!api_fields(request, fields, RULE_FIELDS, err) ||
        !read_level(fields[RULE_TLP].text, &rule.tlp, err) ||
        !api_audience(request, fields[RULE_TO].text, &to, err))
        return false;
    rule.kind = fields[RULE_KIND].text;
    rule.audience = to->number;
    rule.role = role_parse(fields[RULE_ROLE].text);
    if (object_class_of(rule.kind) == OBJECT_UNKNOWN)
        return error_input(err, ERROR_VALUE, "kind",
                           "expected a type of STIX 2.1 or of the community's extensions");
    *ret_rule = rule;
    return fields[RULE_ROLE].text.size == 0 || rule.role != 0 ||
           error_input(err, ERROR_VALUE, "role", "no such role");
}

bool api_rule_add(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    const struct gate_by by = {.actor = request->call->who->name};
    struct release_rule rule;
    bool is_new = false;
    if (!read_rule(request, &rule, err) || !writing_begin(writing, err))
        return false;
    bool ok = gate_rule_add(writing->writer, &rule, &by, &rule, &is_new, err);
    if (!writing_end(writing, ok, err))
        return false;
    struct json_writer *json = api_begin(request, is_new ? 201 : 200);
    json_open_object(json, NULL);
    write_rule(request, request->world, &rule);
    json_close(json);
    return api_end(request, err);
}

bool api_rule_end(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    const struct gate_by by = {.actor = request->call->who->name};
    int64_t number = 0;
    if (!api_number(request->names[0], &number))
        return error_input(err, ERROR_NOT_FOUND, "rule", "there is none of this number");
    if (!writing_begin(writing, err))
        return false;
    bool ok = gate_rule_end(writing->writer, number, &by, err);
    return writing_end(writing, ok, err) && api_empty(request);
}

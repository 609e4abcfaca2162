// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a subdevice can be set: its label, its params, its amounts; all that
 * one request names, or nothing.
 */
#include <linux/slab.h>

#include "core.h"
#include "trace.h"

/**
 * struct subdev_setup - a set request under way
 * @sdev: the subdevice, locked
 * @extack: for the reason of a failure
 * @wanted: what the request says of the configuration
 * @comp: what the subdevice is to be composed of; NULL if that does not change
 * @label: the label that it is to get, if @relabel; NULL for none
 * @relabel: whether the label changes
 */
struct subdev_setup {
	struct subdev_dev *sdev;
	struct netlink_ext_ack *extack;
	struct subdev_wanted wanted;
	struct subdev_comp *comp;
	struct subdev_label *label;
	bool relabel;
};

/*
 * What the policies say
 */

static bool subdev_change_allowed_locked(const struct subdev_dev *sdev,
					 enum subdev_change change)
{
	lockdep_assert_held(&sdev->lock);
	switch (change) {
	case SUBDEV_CHANGE_LIVE:
		return true;
	case SUBDEV_CHANGE_IDLE:
		return sdev->state != SUBDEV_DEV_STATE_IN_USE;
	case SUBDEV_CHANGE_UNUSED:
		return !sdev->opened;
	default:
		return false;
	}
}

static const char *subdev_change_when(enum subdev_change change)
{
	switch (change) {
	case SUBDEV_CHANGE_IDLE:
		return "while it is not open";
	case SUBDEV_CHANGE_UNUSED:
		return "until it is first opened";
	default:
		return "at its creation";
	}
}

static int subdev_setup_check_amount_locked(struct subdev_setup *s,
					    unsigned int i)
{
	const struct subdev_use *use = &s->sdev->type->uses[i];
	u64 old = s->sdev->comp->config.amounts[i].amount;
	u64 new = s->comp->config.amounts[i].amount;
	enum subdev_change change = new > old ? use->grow : use->shrink;
	const char *name = s->sdev->parent->resources[use->resource].name;

	if (new == old || subdev_change_allowed_locked(s->sdev, change))
		return 0;
	subdev_say(s->extack, subdev_wanted_amount_attr(&s->wanted, name),
		   "%s: can %s only %s", name, new > old ? "grow" : "shrink",
		   subdev_change_when(change));
	return -EBUSY;
}

static int subdev_setup_check_value_locked(struct subdev_setup *s,
					   unsigned int i)
{
	const struct subdev_param *param = &s->sdev->type->model->params[i];

	if (subdev_value_equal(param, &s->sdev->comp->config.values[i],
			       &s->comp->config.values[i]) ||
	    subdev_change_allowed_locked(s->sdev, param->change))
		return 0;
	subdev_say(s->extack, subdev_wanted_param_attr(&s->wanted, param->name),
		   "%s: can change only %s", param->name,
		   subdev_change_when(param->change));
	return -EBUSY;
}

static int subdev_setup_check_policy_locked(struct subdev_setup *s)
{
	const struct subdev_type *type = s->sdev->type;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < type->num_uses; i++)
		err = subdev_setup_check_amount_locked(s, i);
	for (i = 0; !err && type->model && i < type->model->num_params; i++)
		err = subdev_setup_check_value_locked(s, i);
	return err;
}

static bool subdev_setup_is_change(const struct subdev_setup *s)
{
	const struct subdev_type *type = s->sdev->type;
	const struct subdev_config *old = &s->sdev->comp->config;
	const struct subdev_config *new = &s->comp->config;
	unsigned int i;

	if (new->version != old->version ||
	    !subdev_amounts_equal(type, new, old))
		return true;
	for (i = 0; type->model && i < type->model->num_params; i++)
		if (!subdev_value_equal(&type->model->params[i],
					&new->values[i], &old->values[i]))
			return true;
	return false;
}

/* Whether the state, and the vendor driver, let anything but the label change. */
static int subdev_setup_check_state_locked(struct subdev_setup *s)
{
	if (s->sdev->activating)
		return subdev_dev_busy(s->extack,
				       "the subdevice is being activated");
	if (s->sdev->state == SUBDEV_DEV_STATE_REMOVING)
		return subdev_dev_busy(s->extack,
				       "the subdevice is being deactivated");
	if (s->sdev->migrating)
		return subdev_dev_busy(s->extack,
				       "the subdevice is being migrated");
	if (!s->sdev->busdev || s->sdev->parent->driver->reconfigure)
		return 0;
	NL_SET_ERR_MSG(s->extack, "the driver changes only inactive subdevices");
	return -EOPNOTSUPP;
}

/*
 * Preparation: all that can fail, but the vendor driver
 */

static int subdev_setup_compose_locked(struct subdev_setup *s)
{
	struct subdev_dev *sdev = s->sdev;
	int err;

	s->comp = subdev_comp_copy(sdev->type, sdev->comp);
	if (!s->comp)
		return -ENOMEM;
	err = subdev_config_apply(sdev->type, sdev->parent->resources,
				  &s->comp->config, &s->wanted, s->extack);
	if (err)
		return err;
	if (!subdev_setup_is_change(s)) {
		subdev_comp_free(s->comp);
		s->comp = NULL;
		return 0;
	}
	return subdev_setup_check_state_locked(s) ?:
	       subdev_setup_check_policy_locked(s);
}

static int subdev_setup_label_locked(struct subdev_setup *s,
				     const struct nlattr *attr)
{
	struct subdev_label *old = s->sdev->label;
	struct subdev_label *label;

	if (!attr || (old && !nla_strcmp(attr, old->name)))
		return 0;
	/* Nothing but the zero byte at the end: no label. */
	if (nla_len(attr) == 1) {
		s->relabel = old;
		return 0;
	}
	label = subdev_label_reserve(s->sdev, attr, s->extack);
	if (IS_ERR(label))
		return PTR_ERR(label);
	s->label = label;
	s->relabel = true;
	return 0;
}

/*
 * The new composition in place of the old
 */

static bool subdev_setup_needs_reset(const struct subdev_setup *s)
{
	const struct subdev_type *type = s->sdev->type;
	unsigned int i;

	for (i = 0; i < type->num_uses; i++)
		if (type->uses[i].shrink_reset &&
		    s->comp->config.amounts[i].amount <
		    s->sdev->comp->config.amounts[i].amount)
			return true;
	return false;
}

/* The vendor driver's part, of an active subdevice. */
static int subdev_setup_drive_locked(struct subdev_setup *s)
{
	const struct subdev_driver *drv = s->sdev->parent->driver;
	bool reset = subdev_setup_needs_reset(s);
	int err;

	lockdep_assert_held(&s->sdev->lock);
	if (!s->sdev->busdev)
		return 0;
	err = drv->reconfigure(s->sdev, &s->comp->config, reset, s->extack);
	if (!err && reset)
		subdev_stats_was_reset(s->sdev);
	return subdev_driver_refuses(err, s->extack,
				     "the subdevice could not be changed");
}

static int subdev_setup_take_locked(struct subdev_setup *s)
{
	struct subdev_parent *parent = s->sdev->parent;
	int err;

	mutex_lock(&parent->lock);
	err = subdev_resources_take_locked(parent, s->sdev->type, s->comp,
					   s->sdev->comp,
					   s->sdev->state != SUBDEV_DEV_STATE_IN_USE,
					   &s->wanted, s->extack);
	mutex_unlock(&parent->lock);
	return err;
}

static void subdev_setup_undo_locked(struct subdev_setup *s)
{
	struct subdev_parent *parent = s->sdev->parent;

	mutex_lock(&parent->lock);
	subdev_resources_undo_locked(parent, s->sdev->type, s->comp,
				     s->sdev->comp);
	subdev_pools_feed_locked(parent);
	mutex_unlock(&parent->lock);
}

static int subdev_setup_try_locked(struct subdev_setup *s)
{
	int err;

	err = subdev_driver_validate(s->sdev->parent, s->sdev->type,
				     &s->comp->config, s->extack);
	if (err)
		return err;
	err = subdev_setup_take_locked(s);
	if (err)
		return err;
	err = subdev_setup_drive_locked(s);
	if (err)
		subdev_setup_undo_locked(s);
	return err;
}

static int subdev_setup_recompose_locked(struct subdev_setup *s)
{
	const struct subdev_config *now = &s->sdev->comp->config;
	int err = subdev_setup_try_locked(s);

	if (!subdev_amounts_equal(s->sdev->type, now, &s->comp->config))
		trace_subdev_resize(s->sdev, now, &s->comp->config, err);
	return err;
}

/*
 * From here on nothing fails
 */

/* The new composition takes the place of the old, which is freed in the end. */
static void subdev_setup_commit_locked(struct subdev_setup *s,
				       enum subdev_cause cause)
{
	struct subdev_dev *sdev = s->sdev;
	struct sk_buff *event;

	if (!s->comp && !s->relabel)
		return;
	if (s->relabel)
		subdev_label_give(sdev, no_free_ptr(s->label));
	if (s->comp)
		swap(sdev->comp, s->comp);
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF);
	if (s->comp)
		event = subdev_parent_swap(sdev->parent, sdev->type, sdev->comp,
					   s->comp, event);
	subdev_dev_event_send(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, event, cause);
}

static int subdev_setup_run_locked(struct subdev_setup *s,
				   struct genl_info *info)
{
	int err;

	err = subdev_wanted_parse(&s->wanted, genlmsg_data(info->genlhdr),
				  genlmsg_len(info->genlhdr), info->extack);
	if (err)
		return err;
	err = subdev_setup_compose_locked(s);
	if (err)
		return err;
	err = subdev_setup_label_locked(s, info->attrs[SUBDEV_A_DEV_NEW_LABEL]);
	if (err)
		return err;
	if (s->comp) {
		err = subdev_setup_recompose_locked(s);
		if (err)
			return err;
	}
	subdev_setup_commit_locked(s, SUBDEV_CAUSE_COMMAND);
	return 0;
}

static int subdev_setup_recompose_as_locked(struct subdev_setup *s,
					    const struct subdev_comp *as)
{
	struct subdev_dev *sdev = s->sdev;
	int err;

	s->comp = subdev_comp_copy(sdev->type, as);
	if (!s->comp)
		return -ENOMEM;
	/* Where the ranges begin is the subdevice's own. */
	s->comp->owner = sdev->comp->owner;
	if (!subdev_setup_is_change(s))
		return 0;
	err = subdev_setup_recompose_locked(s);
	if (!err)
		subdev_setup_commit_locked(s, sdev->cause);
	return err;
}

/**
 * subdev_dev_recompose_locked() - make a subdevice what others are
 * @sdev: the subdevice, locked, active, not in use, with work begun on its parent
 * @as: the composition of these
 * @extack: for the reason of a failure
 *
 * Whatever the policies say: nobody has it.
 *
 * Return: 0; or a negative errno, with the subdevice as it was.
 */
int subdev_dev_recompose_locked(struct subdev_dev *sdev,
				const struct subdev_comp *as,
				struct netlink_ext_ack *extack)
{
	struct subdev_setup *s;
	int err;

	lockdep_assert_held(&sdev->lock);
	s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	if (!s)
		return -ENOMEM;
	s->sdev = sdev;
	s->extack = extack;
	err = subdev_setup_recompose_as_locked(s, as);
	subdev_comp_free(s->comp);
	kfree(s);
	return err;
}

static int subdev_dev_set_locked(struct subdev_dev *sdev,
				 struct genl_info *info)
{
	struct subdev_setup *s;
	int err;

	lockdep_assert_held(&sdev->lock);
	err = subdev_dev_check_generation_locked(sdev, info);
	if (err)
		return err;
	if (sdev->pool && sdev->place != SUBDEV_PLACE_PULLED)
		return subdev_dev_busy(info->extack,
				       "the subdevice is in the stock of a pool");
	s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	if (!s)
		return -ENOMEM;
	s->sdev = sdev;
	s->extack = info->extack;
	err = subdev_parent_op_begin(sdev->parent, info->extack);
	if (!err) {
		err = subdev_setup_run_locked(s, info);
		subdev_parent_op_end(sdev->parent);
	}
	/* What is left is what did not come to be, or what was before. */
	subdev_label_drop(s->label);
	subdev_comp_free(s->comp);
	kfree(s);
	return err;
}

int subdev_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[SUBDEV_A_DEV_NEW_LABEL] &&
	    !info->attrs[SUBDEV_A_DEV_VERSION] &&
	    !info->attrs[SUBDEV_A_DEV_PARAM] &&
	    !info->attrs[SUBDEV_A_DEV_RESOURCE]) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL,
				     SUBDEV_A_DEV_NEW_LABEL);
		GENL_SET_ERR_MSG(info, "nothing to set is given");
		return -EINVAL;
	}
	return subdev_dev_request(info, subdev_dev_set_locked);
}

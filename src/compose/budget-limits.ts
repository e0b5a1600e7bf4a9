import type { Settings } from '../config.ts';
import { nanodollarsOf } from '../domain/money.ts';
import type { ModelBudgetLimits } from '../store/model-budget.ts';

/** The budgets that the settings name; one of money that is not named is none. */
export function budgetLimits(settings: Settings): ModelBudgetLimits {
  const { modelDollarsPerIncident: incident, modelDollarsPerHour: hour, modelDollarsPerDay: day } = settings;
  return {
    tokens: {
      incident: settings.modelTokensPerIncident,
      hour: settings.modelTokensPerHour,
      day: settings.modelTokensPerDay,
    },
    nanodollars: {
      ...(incident === undefined ? {} : { incident: nanodollarsOf(incident) }),
      ...(hour === undefined ? {} : { hour: nanodollarsOf(hour) }),
      ...(day === undefined ? {} : { day: nanodollarsOf(day) }),
    },
  };
}
